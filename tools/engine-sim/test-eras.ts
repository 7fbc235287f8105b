import { afterEach } from 'vitest';
import { type Sim, type SimOptions, startSim } from './start-sim';
import { afterHead, json, open, RawClient } from './test-client';
import { smallWorld } from './world/small-world';

/** A JSON object as it came. */
export type Json = Record<string, unknown>;

let sims: Sim[] = [];

afterEach(async () => {
  await Promise.all(sims.map((sim) => sim.close()));
  sims = [];
});

/** An engine of this API with the small world, closed after the test. */
export async function start(apiVersion: string, more: SimOptions = {}): Promise<Sim> {
  const sim = await startSim({ pace: 0.01, world: smallWorld(), apiVersion, ...more });
  sims.push(sim);
  return sim;
}

/** A Podman with the small world. */
export function podman(apiVersion = '1.41'): Promise<Sim> {
  return start(apiVersion, { flavour: 'podman' });
}

/** The whole list of containers, as asked at a path prefix. */
export function rows(sim: Sim, path = ''): Promise<Json[]> {
  return json<Json[]>(sim, 'GET', `${path}/containers/json?all=1`);
}

/** The row whose command begins so, or an empty one. */
export async function row(sim: Sim, command: string, path = ''): Promise<Json> {
  return (await rows(sim, path)).find((each) => String(each['Command']).startsWith(command)) ?? {};
}

/** The bytes that events brought while something was done, until `last` was among them. */
export async function eventText(sim: Sim, act: () => Promise<unknown>, last: string): Promise<string> {
  const stream = await open(sim, 'GET', '/events');
  let text = '';
  const seen = new Promise<void>((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes(last)) resolve();
    });
  });
  await act();
  await seen;
  stream.destroy();
  return text;
}

/** Sends bytes as they are and answers the whole answer's body. */
export async function send(sim: Sim, method: string, path: string, data: Buffer): Promise<string> {
  const client = new RawClient(sim);
  client.socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: application/x-tar\r\nContent-Length: ${data.length}\r\n\r\n`,
  );
  client.socket.write(data);
  await client.until(() => client.ended);
  const text = afterHead(client).toString('utf8');
  return /transfer-encoding: chunked/i.test(client.text) ? text.replace(/\r?\n?[0-9a-f]+\r\n/g, '') : text;
}
