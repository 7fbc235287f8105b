import { runSsh } from './run-ssh';
import { type HostKeyPolicy, placeArguments, type SshAddress } from './ssh-command';

/** What the user's configuration makes of an address. */
export interface SshConfig {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly policy: HostKeyPolicy;
  /** The way goes over another machine or program, so names are resolved and ports opened there. */
  readonly proxy: string | undefined;
  /** Where the user's own shared sign-in would be; absent where the configuration has none. */
  readonly controlPath: string | undefined;
}

const limitMs = 5_000;

/** Asks `ssh -G`, which connects to nothing; undefined where there is no ssh program or it does not know `-G`. */
export async function readSshConfig(
  address: SshAddress,
  signal?: AbortSignal,
): Promise<SshConfig | undefined> {
  const ran = await runSsh('ssh', ['-G', ...placeArguments(address), '--', address.host], limitMs, signal);
  return ran.code === 0 ? parseSshConfig(ran.stdout) : undefined;
}

/** True while the user's own shared sign-in (ControlMaster) for this address is open. */
export async function hasOwnMaster(
  address: SshAddress,
  config: SshConfig,
  signal: AbortSignal,
): Promise<boolean> {
  if (config.controlPath === undefined) return false;
  const args = ['-O', 'check', ...placeArguments(address), '--', address.host];
  return (await runSsh('ssh', args, limitMs, signal)).code === 0;
}

/**
 * Reads what `ssh -G` prints. A user who takes new keys without being asked (`accept-new`, or the older `no`) goes on
 * doing so; a changed key is refused even where `no` would take it, and whoever is asked by ssh is told by us instead.
 */
export function parseSshConfig(text: string): SshConfig {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const space = line.indexOf(' ');
    if (space > 0 && !values.has(line.slice(0, space)))
      values.set(line.slice(0, space), line.slice(space + 1));
  }
  const strict = values.get('stricthostkeychecking') ?? 'ask';
  const proxy = [values.get('proxyjump'), values.get('proxycommand')].find(
    (value) => value !== undefined && value !== '' && value !== 'none',
  );
  const controlPath = values.get('controlpath');
  return {
    hostName: values.get('hostname') ?? '',
    port: Number(values.get('port') ?? 22),
    user: values.get('user') ?? '',
    policy: /^(accept-new|no|off|false)$/.test(strict) ? 'accept-new' : 'yes',
    proxy,
    controlPath: controlPath === 'none' ? undefined : controlPath,
  };
}
