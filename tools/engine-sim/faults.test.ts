import { afterEach, describe, expect, it } from 'vitest';
import { frame } from './core/frames';
import type { FaultAction } from './http/faults';
import { type Sim, startSim } from './start-sim';
import { call, json, open, RawClient } from './test-client';

let sim: Sim;
const start = async (tcp = false): Promise<void> => {
  sim = await startSim({ pace: 0.01, tcp });
};
afterEach(() => sim.close());

/** Asks by hand and answers every byte that came until the end. */
async function bytes(path: string): Promise<{ readonly text: string; readonly error: Error | undefined }> {
  const client = new RawClient(sim);
  client.send('GET', path, ['Connection: close']);
  await client.until(() => client.ended).catch(() => undefined);
  return { text: client.text, error: client.error };
}

const fault = (action: FaultAction, times?: number): (() => void) =>
  sim.faults.add({ path: '/version', action, ...(times === undefined ? {} : { times }) });

describe('faults', () => {
  it('answers what a rule says, as often as it says, for the route it names', async () => {
    await start();
    fault({ kind: 'answer', status: 500, body: { message: 'boom' } }, 1);
    expect((await call(sim, 'GET', '/info')).status).toBe(200);
    expect((await call(sim, 'GET', '/v1.41/version')).body.toString()).toBe('{"message":"boom"}');
    expect((await call(sim, 'GET', '/version')).status).toBe(200);
    const remove = sim.faults.add({
      method: 'GET',
      path: /^\/containers\//,
      action: { kind: 'answer', status: 404, body: 'plain words' },
    });
    const text = await call(sim, 'GET', '/containers/json');
    expect([text.status, text.headers['content-type'], text.body.toString()]).toEqual([
      404,
      'text/plain',
      'plain words',
    ]);
    remove();
    expect((await call(sim, 'GET', '/containers/json')).status).toBe(200);
  });

  it('delays', async () => {
    await start();
    fault({ kind: 'delay', ms: 60 });
    const before = performance.now();
    await call(sim, 'GET', '/version');
    expect(performance.now() - before).toBeGreaterThan(50);
  });

  it('hangs until the client goes', async () => {
    await start();
    fault({ kind: 'hang' });
    const client = new RawClient(sim);
    client.send('GET', '/version', []);
    await expect.poll(() => sim.open().connections).toBe(1);
    await call(sim, 'GET', '/info');
    expect(client.received).toHaveLength(0);
    client.close();
    await expect.poll(() => sim.open().connections).toBe(0);
  });

  it('truncates a body after exactly N bytes', async () => {
    await start();
    for (const count of [0, 1, 17]) {
      const remove = fault({ kind: 'truncate', from: 'body', bytes: count });
      const { text } = await bytes('/version');
      expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toHaveLength(count);
      remove();
    }
    fault({ kind: 'truncate', from: 'body', bytes: 10 });
    await expect(call(sim, 'GET', '/version')).rejects.toThrow(/aborted/);
  });

  it('resets at every byte of an answer', async () => {
    await start(true);
    for (const count of [0, 1, 9, 40, 200]) {
      const remove = fault({ kind: 'reset', from: 'answer', bytes: count });
      const { text } = await bytes('/version');
      expect(text.length).toBeLessThanOrEqual(count);
      remove();
    }
    fault({ kind: 'reset', from: 'answer', bytes: 5 });
    await expect(call(sim, 'GET', '/version')).rejects.toThrow();
  });

  it('half-closes: its side ends, and it goes on reading', async () => {
    await start();
    fault({ kind: 'half-close', from: 'answer', bytes: 12 });
    const client = new RawClient(sim);
    client.socket.allowHalfOpen = true;
    client.send('GET', '/version', []);
    await client.until(() => client.ended);
    expect(client.text).toBe('HTTP/1.1 200');
    expect(sim.open().connections).toBe(1);
    client.close();
  });

  it('drips', async () => {
    await start();
    fault({ kind: 'drip', chunk: 200, everyMs: 1 });
    expect(JSON.parse((await call(sim, 'GET', '/version')).body.toString())).toHaveProperty(
      'ApiVersion',
      '1.48',
    );
  });

  it('stalls after exactly N bytes, until the client goes', async () => {
    await start();
    fault({ kind: 'stall', from: 'answer', bytes: 12 });
    const client = new RawClient(sim);
    client.send('GET', '/version', ['Connection: close']);
    await client.has('HTTP/1.1 200');
    await call(sim, 'GET', '/info');
    expect(client.text).toBe('HTTP/1.1 200');
    expect(client.ended).toBe(false);
    client.close();
    await expect.poll(() => sim.open().connections).toBe(0);
  });

  it('is slow', async () => {
    await start();
    fault({ kind: 'slow', bytesPerSecond: 20_000 });
    const before = performance.now();
    expect((await call(sim, 'GET', '/version')).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(30);
  });

  it.each([
    ['cut', /aborted/],
    ['longer', /Parse Error|aborted/],
    ['shorter', /Parse Error|aborted/],
    ['garbage', /Parse Error|aborted/],
  ] as const)('spoils a chunk of a chunked answer: %s', async (how, says) => {
    await start();
    sim.faults.add({ path: '/images/create', action: { kind: 'chunk', how, at: 1 } });
    await expect(call(sim, 'POST', '/images/create?fromImage=busybox&tag=1.37')).rejects.toThrow(says);
    fault({ kind: 'chunk', how, at: 0 });
    expect((await call(sim, 'GET', '/version')).status).toBe(200);
  });

  it('speaks garbage, wrong JSON, or nothing at all', async () => {
    await start();
    const remove = fault({ kind: 'garbage', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' });
    expect((await bytes('/version')).text).toBe('SSH-2.0-OpenSSH_9.2\r\n');
    await expect(call(sim, 'GET', '/version')).rejects.toThrow(/Parse Error/);
    remove();
    const removeJson = fault({
      kind: 'answer',
      status: 200,
      body: '{"ApiVersion":',
      contentType: 'application/json',
    });
    expect((await call(sim, 'GET', '/version')).body.toString()).toBe('{"ApiVersion":');
    removeJson();
    fault({ kind: 'close' });
    expect((await bytes('/version')).text).toBe('');
  });

  it('silences events, and only while told to', async () => {
    await start();
    const filter = encodeURIComponent(JSON.stringify({ container: ['api'] }));
    const stream = await open(sim, 'GET', `/events?filters=${filter}`);
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    sim.faults.silenceEvents();
    await call(sim, 'POST', '/containers/api/pause');
    sim.faults.silenceEvents(false);
    await call(sim, 'POST', '/containers/api/unpause');
    await expect.poll(() => text).toContain('unpause');
    expect(text).not.toContain('"pause"');
    stream.destroy();
  });

  it('drops some events and sends others twice', async () => {
    await start();
    sim.faults.tamperEvents((action) =>
      action === 'pause' ? 'drop' : action === 'unpause' ? 'duplicate' : 'pass',
    );
    const filter = encodeURIComponent(
      JSON.stringify({ container: [sim.engine.container('api').id], event: ['pause', 'unpause', 'rename'] }),
    );
    const stream = await open(sim, 'GET', `/events?filters=${filter}`);
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    for (const verb of ['pause', 'unpause', 'rename?name=api2']) {
      await call(sim, 'POST', `/containers/${sim.engine.container('api').id}/${verb}`);
    }
    await expect.poll(() => text).toContain('rename');
    const actions = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { Action: string }).Action);
    expect(actions).toEqual(['unpause', 'unpause', 'rename']);
    stream.destroy();
  });

  it('comes back with other ids', async () => {
    await start();
    const list = async (path: string): Promise<readonly string[]> =>
      (await json<{ Id: string }[]>(sim, 'GET', path)).map(({ Id }) => Id);
    const before = [...(await list('/containers/json?all=1')), ...(await list('/images/json'))];
    await sim.faults.kill();
    await sim.faults.restart({ newIds: true });
    const after = [...(await list('/containers/json?all=1')), ...(await list('/images/json'))];
    expect(after).toHaveLength(before.length);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
    expect((await call(sim, 'POST', '/containers/api/restart')).status).toBe(204);
  });

  it.each(['hang', 'reset'] as const)('does not serve new connections: %s', async (fate) => {
    await start(true);
    sim.faults.connectionsWill(fate);
    const client = new RawClient(sim);
    client.send('GET', '/version', []);
    if (fate === 'reset') await client.until(() => client.ended).catch(() => undefined);
    else await expect.poll(() => sim.open().connections).toBe(1);
    expect(client.text).toBe('');
    sim.faults.connectionsWill('serve');
    expect((await call(sim, 'GET', '/version')).status).toBe(200);
    client.close();
    await expect.poll(() => sim.open().connections).toBe(0);
  });

  it('has a clock of its own', async () => {
    await start();
    sim.faults.shiftClock(3_600_000);
    const { SystemTime } = await json<{ SystemTime: string }>(sim, 'GET', '/info');
    expect(Date.parse(SystemTime) - Date.now()).toBeGreaterThan(3_500_000);
    await call(sim, 'POST', '/containers/api/restart');
    const inspect = await json<{ State: { StartedAt: string } }>(sim, 'GET', '/containers/api/json');
    expect(Date.parse(inspect.State.StartedAt) - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('dies and comes back at the same address', async () => {
    await start();
    const events = await open(sim, 'GET', '/events');
    const broken = new Promise((resolve) => events.once('error', resolve));
    events.resume();
    await sim.faults.kill();
    await broken;
    await expect(call(sim, 'GET', '/_ping')).rejects.toThrow(/ENOENT/);
    await sim.faults.restart();
    expect((await call(sim, 'GET', '/_ping')).status).toBe(200);
  });

  it('breaks open connections and goes on listening', async () => {
    await start();
    const events = await open(sim, 'GET', '/events');
    const broken = new Promise((resolve) => events.once('error', resolve));
    events.resume();
    sim.faults.dropConnections();
    await broken;
    expect((await call(sim, 'GET', '/_ping')).status).toBe(200);
  });

  it('plays a log byte by byte, binary and all', async () => {
    await start();
    const whole = Buffer.concat([
      frame(1, Buffer.from([0xff, 0xc3, 0x28, 0, 27, 91, 51, 49, 109])),
      frame(2, Buffer.alloc(2000, 'x')),
    ]);
    sim.faults.scriptLog('api', { chunks: Array.from(whole, (byte) => Uint8Array.of(byte)) });
    expect((await call(sim, 'GET', '/containers/api/logs?stdout=1')).body).toEqual(whole);
    sim.faults.scriptLog('api', undefined);
    expect((await call(sim, 'GET', '/containers/api/logs?stdout=1&tail=1')).body).not.toEqual(whole);
  });

  it('survives what is no HTTP at all', async () => {
    await start();
    const client = new RawClient(sim);
    client.socket.write('\u0000\u0001 nonsense\r\n\r\n');
    await client.until(() => client.ended);
    expect(client.text).toContain('400 Bad Request');
    expect((await call(sim, 'GET', '/_ping')).status).toBe(200);
  });

  it('bounds its rules', async () => {
    await start();
    for (let i = 0; i < 200; i += 1) fault({ kind: 'hang' }, 0);
    expect(() => fault({ kind: 'hang' })).toThrow(RangeError);
    sim.faults.clear();
    expect((await call(sim, 'GET', '/version')).status).toBe(200);
  });
});
