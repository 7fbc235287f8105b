import { readFileSync } from 'node:fs';
import type { Flavour } from './core/releases';
import type { TlsMaterial } from './http/tls-front';
import { demoWorld } from './world/demo-world';
import type { World } from './world/model';
import { smallWorld } from './world/small-world';

/** What the command line asks for. */
export interface Arguments {
  /** A unix socket, or undefined for TCP. */
  readonly socket: string | undefined;
  readonly port: number;
  readonly tls: TlsMaterial | undefined;
  readonly world: World;
  readonly api: string | undefined;
  readonly minApi: string | undefined;
  readonly flavour: Flavour;
  readonly pace: number;
  readonly control: boolean;
  /** Stdin is closed from the start, as Electron's utility processes have it, and says nothing of the parent. */
  readonly detachedStdin: boolean;
}

/** How the command is used. */
export const usage = [
  'usage: engine-sim --socket PATH | --tcp PORT  [options]',
  '  --api 1.2 … 1.52       the newest API that it speaks',
  '  --min-api 1.24         the oldest that it accepts',
  '  --flavour docker|podman',
  '  --tls-cert FILE --tls-key FILE [--tls-client-ca FILE]   TLS on the TCP port; with a CA client certificates too',
  '  --world demo|small  --seed N  --containers N   what is on it',
  '  --pace N               1 is real time, 0.1 ten times as fast',
  '  --control              the fault verbs under /_sim/',
  '  --detached-stdin       does not end with the parent',
].join('\n');

const named = [
  '--socket',
  '--tcp',
  '--api',
  '--min-api',
  '--flavour',
  '--tls-cert',
  '--tls-key',
  '--tls-client-ca',
  '--world',
  '--seed',
  '--containers',
  '--pace',
];

/** Reads the command line. Throws with the usage for anything it does not know. */
export function readArguments(given: readonly string[]): Arguments {
  const switches = ['--detached-stdin', '--control'];
  const argv = given.filter((each) => !switches.includes(each));
  const values = new Map<string, string>();
  for (let at = 0; at < argv.length; at += 2) {
    const name = argv[at] ?? '';
    const value = argv[at + 1];
    if (!named.includes(name) || value === undefined || value === '') throw new Error(usage);
    values.set(name, value);
  }
  const number = (name: string, otherwise: number): number => {
    const text = values.get(name) ?? String(otherwise);
    if (!/^\d{1,9}$/.test(text)) throw new Error(usage);
    return Number(text);
  };
  const socket = values.get('--socket');
  if ((socket === undefined) === !values.has('--tcp')) throw new Error(usage);
  const flavour = values.get('--flavour') ?? 'docker';
  if (flavour !== 'docker' && flavour !== 'podman') throw new Error(usage);
  const containers = number('--containers', 0);
  if (containers > 5000) throw new Error('at most 5000 containers');
  const pace = Number(values.get('--pace') ?? 1);
  if (!(pace > 0 && pace <= 100)) throw new Error('the pace is more than 0 and at most 100');
  const world = values.get('--world') ?? 'demo';
  if (world !== 'demo' && world !== 'small') throw new Error(usage);
  const seed = number('--seed', 1);
  return {
    socket,
    port: number('--tcp', 0),
    tls: readTls(values),
    world: world === 'demo' ? demoWorld(seed, containers) : smallWorld(seed),
    api: values.get('--api'),
    minApi: values.get('--min-api'),
    flavour,
    pace,
    control: given.includes('--control'),
    detachedStdin: given.includes('--detached-stdin'),
  };
}

function readTls(values: ReadonlyMap<string, string>): TlsMaterial | undefined {
  const cert = values.get('--tls-cert');
  const key = values.get('--tls-key');
  const ca = values.get('--tls-client-ca');
  if (cert === undefined && key === undefined && ca === undefined) return undefined;
  if (cert === undefined || key === undefined || !values.has('--tcp')) throw new Error(usage);
  const read = (path: string): string => readFileSync(path, 'utf8');
  return {
    cert: read(cert),
    key: read(key),
    ...(ca === undefined ? {} : { ca: read(ca), requireClientCert: true }),
  };
}
