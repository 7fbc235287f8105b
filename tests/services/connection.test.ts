import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { EngineConnection } from '#main/engine/connection';
import { negotiate } from '#main/engine/negotiate';
import { HttpTransport } from '#main/engine/transport/http';
import { errorText } from '#shared/errors';
import type { EngineConnection as EngineModel } from '#shared/model/engine';
import { type Sim, startSim } from '#tools/engine-sim/start-sim';
import { container, world } from '#tools/engine-sim/world/builders';
import { liveEngine, openPage, openPageIn, type Page } from '../support/page';
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
    connection.connect();
    await until('the next beat', () => connection.model.trueAt !== before, 3_000);
    expect(connection.model.phase).toBe('live');
  });

  test('that was lost in the middle of a ping is tried again as soon as a person asks', async () => {
    const { engine, connection } = await live();
    await until('the first beat', () => connection.model.roundTripMs);
    engine.faults.add({ path: '/_ping', times: 1, action: { kind: 'hang' } });
    const before = engine.open().connections;
    connection.connect();
    await until('the ping to hang', () => engine.open().connections > before);
    connection.session?.giveUp({ kind: 'engine-error', status: 500, message: 'for the test' });
    await until('the loss', () => connection.model.phase === 'reconnecting');
    for (let i = 0; i < 20; i += 1) await turn();
    const planned = connection.model.retryAt;
    connection.connect();
    while (connection.model.phase === 'reconnecting') await turn();
    expect(Date.now()).toBeLessThan(planned ?? 0);
  });
});

describe('a connection in the course of a day', () => {
  test('finds out by the list that events have died without a word, and is made anew', async () => {
    const { engine, page, connection } = await live();
    const rows = page.follow('containers.list', { engineId: connection.model.id });
    const row = await until('the row', () => [...rows.values()][0]);
    engine.faults.silenceEvents();
    const phases: string[] = [];
    connection.onPhase(() => phases.push(connection.model.phase));
    const web = [...engine.engine.containers.values()][0]!;
    await stopIn(engine, web.id);
    await until('the truth', () => rows.get(row.id)?.state === 'exited', 15_000);
    await until('the new session', () => phases.includes('reconnecting'));
    engine.faults.silenceEvents(false);
    await until('the engine to be live', () => connection.model.phase === 'live');
  }, 40_000);

  test('is ended and made by a person; what was read stays to be looked at', async () => {
    const { engine, page, connection } = await live();
    const rows = page.follow('containers.list', { engineId: connection.model.id });
    await until('the row', () => rows.size === 1);
    await page.client.call('engines.disconnect', { engineId: connection.model.id });
    await until('the end', () => connection.model.phase === 'disconnected');
    expect(connection.model.error).toBeUndefined();
    await until('the sockets to be gone', () => engine.open().connections === 0);
    expect(rows.size).toBe(1);
    expect(connection.client).toMatchObject({ ok: false });
    await page.client.call('engines.connect', { engineId: connection.model.id });
    await until('the engine to be live', () => connection.model.phase === 'live');
  });

  test('trusts no socket after a sleep', async () => {
    const { engine, page, connection } = await live();
    page.core.engines.suspend();
    await until('the sockets to be gone', () => engine.open().connections === 0);
    expect(connection.model).toMatchObject({ phase: 'suspect' });
    expect(connection.model.error?.message).toContain('sleep');
    page.core.engines.resume();
    await until('the engine to be live', () => connection.model.phase === 'live');
  });

  test('goes on where the images cannot be read, and says so', async () => {
    const { engine, page, connection } = await live();
    engine.faults.add({
      path: '/images/json',
      action: { kind: 'answer', status: 500, body: { message: 'bad layer' } },
    });
    engine.faults.dropConnections();
    await until('the words', () => connection.model.unread?.images?.message === 'bad layer');
    expect(connection.model.phase).not.toBe('disconnected');
    await until('the engine to be live', () => connection.model.phase === 'live');
    engine.faults.clear();
    page.core.engines.resume();
    await until('the images', () => connection.model.unread === undefined);
  });

  test('does not wait for an engine that answers a request for events with the first of them', async () => {
    const engine = await startSim({ pace: 0.02, world: world({ containers: [container({ name: 'web' })] }) });
    open.push(engine);
    engine.faults.add({ path: '/events', action: { kind: 'hang' } });
    const page = openPage(engine.socketPath);
    open.push(page);
    const engineId = await liveEngine(page);
    const rows = page.follow('containers.list', { engineId });
    const row = await until('the row', () => [...rows.values()][0]);
    await stopIn(engine, row.id);
    await until('the truth by the list alone', () => rows.get(row.id)?.state === 'exited', 15_000);
  }, 30_000);

  test.each([403, 404, 500])(
    'is made where a proxy answers %d for what an engine says of itself',
    async (status) => {
      const engine = await startSim({
        pace: 0.02,
        world: world({ containers: [container({ name: 'web' })] }),
      });
      open.push(engine);
      engine.faults.add({ path: '/info', action: { kind: 'answer', status, body: { message: 'no' } } });
      const page = openPage(engine.socketPath);
      open.push(page);
      await liveEngine(page);
    },
  );

  test('is not called true while the engine answers every ping and never gives its list', async () => {
    const { engine, page, connection } = await live();
    const rows = page.follow('containers.list', { engineId: connection.model.id });
    const row = await until('the row', () => [...rows.values()][0]);
    engine.faults.add({ path: '/containers/json', action: { kind: 'hang' } });
    await stopIn(engine, row.id);
    await until('the doubt', () => connection.model.phase === 'suspect', 15_000);
    expect(connection.model.error?.message).toMatch(/answers, but has not given its list/);
    const { trueAt, roundTripMs } = connection.model;
    connection.connect();
    await until('a beat', () => connection.model.roundTripMs !== roundTripMs);
    // A heartbeat says nothing about the list.
    expect(connection.model).toMatchObject({ phase: 'suspect', trueAt });
  }, 30_000);

  test('that only a person can mend stays as it is over a sleep, and is tried when asked', async () => {
    const engine = await startSim({ pace: 0.02, world: world({}) });
    open.push(engine);
    const page = openPageIn({
      env: { DOCKER_HOST: `unix://${engine.socketPath}`, DOCKER_API_VERSION: '1.99' },
      home: '/nonexistent',
      platform: 'linux',
      uid: 0,
    });
    open.push(page);
    const connections = page.follow('engines.connections', {});
    const stopped = (): EngineModel | undefined =>
      [...connections.values()].find(
        ({ phase, error }) => phase === 'disconnected' && error?.kind === 'unsupported',
      );
    const { id } = await until('the hard stop', stopped);
    page.core.engines.suspend();
    page.core.engines.resume();
    for (let i = 0; i < 50; i += 1) await turn();
    expect(stopped()?.retryAt).toBeUndefined();
    await page.client.call('engines.connect', { engineId: id });
    await until('the hard stop again', stopped);
  });

  test('that is forgotten ends the logs that wait for it, with a reason', async () => {
    const { engine, page, connection } = await live();
    const rows = page.follow('containers.list', { engineId: connection.model.id });
    const row = await until('the row', () => [...rows.values()][0]);
    const input = { engineId: connection.model.id, id: row.id, follow: true, tail: 10 };
    const ended = new Promise<unknown>((resolve) => {
      page.client.open('containers.logs', input, { onItem: (_item, consumed) => consumed(), onEnd: resolve });
    });
    await until('the log to be read', () => engine.open().connections >= 2);
    await page.client.call('engines.remove', { engineId: connection.model.id });
    expect(await ended).toMatchObject({ kind: 'not-found' });
  });

  test('is there again as soon as the socket is, however long the next try is off', async () => {
    const { engine, connection } = await live();
    await engine.faults.kill();
    await until('the loss', () => connection.model.phase === 'reconnecting');
    await engine.faults.restart();
    await until('the engine to be live', () => connection.model.phase === 'live', 5_000);
  });
});

/** Stops a container behind the back of the page. */
async function stopIn(engine: Sim, id: string): Promise<void> {
  const { request } = await import('node:http');
  await new Promise<void>((resolve, reject) => {
    const path = `/containers/${id}/stop?t=0`;
    const asked = request({ socketPath: engine.socketPath, method: 'POST', path }, (answer) => {
      answer.resume();
      answer.on('end', resolve);
    });
    asked.on('error', reject);
    asked.end();
  });
}

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
    for (const version of ['1.44', 'v1.44']) {
      const answer = await pinned(version);
      expect(answer.ok && answer.value.facts.api).toBe('1.44');
    }
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
