import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { EngineConnection } from '#main/engine/connection';
import { negotiate } from '#main/engine/negotiate';
import { HttpTransport } from '#main/engine/transport/http';
import { errorText } from '#shared/errors';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage, type Page } from '../support/page';
import { until } from '../support/wait';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A page that is live on a scripted engine, and its connection. */
async function live(): Promise<{ engine: Sim; page: Page; connection: EngineConnection }> {
  const engine = await startSim({ pace: 0.02, world: world({ containers: [container({ name: 'web' })] }) });
  open.push(engine);
  const page = openPage(engine.socketPath);
  open.push(page);
  const id = await liveEngine(page);
  const known = page.core.engines.engine(id);
  if (!known.ok) throw new Error(known.error.message);
  return { engine, page, connection: known.value.connection };
}

describe('a connection', () => {
  test('is not called dead because reads of its own wait', async () => {
    const { engine, page, connection } = await live();
    const known = page.core.engines.engine(connection.model.id);
    const [row] = known.ok ? [...known.value.state.containers.values()] : [];
    await until('the first beat', () => connection.model.roundTripMs);
    engine.faults.add({ path: /^\/containers\/[0-9a-f]+\/json$/, action: { kind: 'hang' } });
    for (let i = 0; i < 16; i += 1) {
      void page.client.call('containers.inspect', { engineId: connection.model.id, id: row!.id });
    }
    await until('the reads to wait', () => engine.open().connections >= 9);
    const before = connection.model.trueAt;
    connection.retry();
    await until('the next beat', () => connection.model.trueAt !== before, 3_000);
    expect(connection.model.phase).toBe('live');
  });

  test('that was lost in the middle of a ping is tried again as soon as a person asks', async () => {
    const { engine, connection } = await live();
    await until('the first beat', () => connection.model.roundTripMs);
    engine.faults.add({ path: '/_ping', times: 1, action: { kind: 'hang' } });
    const before = engine.open().connections;
    connection.retry();
    await until('the ping to hang', () => engine.open().connections > before);
    connection.session?.giveUp({ kind: 'engine-error', status: 500, message: 'for the test' });
    await until('the loss', () => connection.model.phase === 'reconnecting');
    for (let i = 0; i < 20; i += 1) await turn();
    const planned = connection.model.retryAt;
    connection.retry();
    while (connection.model.phase === 'reconnecting') await turn();
    expect(Date.now()).toBeLessThan(planned ?? 0);
  });
});

describe('a version that a person pinned with DOCKER_API_VERSION', () => {
  async function pinned(version: string) {
    const engine = await startSim({ apiVersion: '1.48', world: world({}) });
    open.push(engine);
    const transport = new HttpTransport({ kind: 'unix', path: engine.socketPath });
    open.push({
      close: () => {
        transport.close();
        return Promise.resolve();
      },
    });
    return negotiate(transport, version, new AbortController().signal);
  }

  test('is spoken', async () => {
    const answer = await pinned('1.44');
    expect(answer.ok && answer.value.facts.api).toBe('1.44');
  });

  test.each(['1.20', '1.51', 'newest'])('and cannot be spoken, such as %s, is named', async (version) => {
    const answer = await pinned(version);
    expect(answer.ok).toBe(false);
    if (answer.ok) return;
    expect(errorText(answer.error)).toContain('DOCKER_API_VERSION');
    expect(errorText(answer.error)).toContain(version);
    expect(errorText(answer.error)).not.toContain('newer Pilothouse');
  });
});
