import { randomBytes } from 'node:crypto';
import { run } from './run';

/** A pair of connected network devices, one on the machine and one in a namespace. */
export interface Link {
  /** Address of the end in the namespace, reached from the machine. */
  readonly address: string;
}

/** Makes a network namespace, so that bridge and rules of an engine meet no other engine's; undefined where it may not. */
export async function makeNetns(): Promise<string | undefined> {
  const name = `ph-${randomBytes(6).toString('hex')}`;
  const made = await run('ip', ['netns', 'add', name]);
  if (made.status !== 0) return undefined;
  await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  return name;
}

/** Connects the machine with a namespace. It goes with the namespace. Rejects where it cannot be made. */
export async function linkNetns(netns: string): Promise<Link> {
  const [second = 0, third = 0, id = 0, more = 0] = randomBytes(4);
  const net = `10.${200 + (second % 50)}.${third}`;
  const device = `ph${id.toString(16)}${more.toString(16)}`;
  const commands = [
    ['link', 'add', `${device}m`, 'type', 'veth', 'peer', 'name', `${device}n`, 'netns', netns],
    ['addr', 'add', `${net}.1/30`, 'dev', `${device}m`],
    ['link', 'set', `${device}m`, 'up'],
    ['-n', netns, 'addr', 'add', `${net}.2/30`, 'dev', `${device}n`],
    ['-n', netns, 'link', 'set', `${device}n`, 'up'],
  ];
  for (const command of commands) {
    const done = await run('ip', command);
    if (done.status !== 0) throw new Error(`ip ${command.join(' ')}: ${done.stderr.trim()}`);
  }
  return { address: `${net}.2` };
}

/** The command that runs a program in a namespace, or as it is where there is none. */
export function inNetns(netns: string | undefined, command: readonly string[]): readonly string[] {
  return netns === undefined ? command : ['nsenter', `--net=/run/netns/${netns}`, '--', ...command];
}
