import { runSsh } from './run-ssh';

const limitMs = 2_000;

/** How many keys the user's SSH agent offers; undefined where there is no agent. */
export async function agentKeys(signal: AbortSignal): Promise<number | undefined> {
  const ran = await runSsh('ssh-add', ['-l'], limitMs, signal);
  if (ran.code === 0) return ran.stdout.split('\n').filter((line) => line.trim() !== '').length;
  // 1 is an agent without keys, 2 is none.
  return ran.code === 1 ? 0 : undefined;
}
