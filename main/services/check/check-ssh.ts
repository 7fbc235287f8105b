import { agentKeys } from '../../engine/transport/ssh/agent';
import { remoteCommand, type SshAddress } from '../../engine/transport/ssh/ssh-command';
import { readSshConfig } from '../../engine/transport/ssh/ssh-config';
import { sshStages, traceSsh } from '../../engine/transport/ssh/ssh-trace';
import { CheckRun } from './check-run';

const askVersion = 'Ask the engine for its version';

/**
 * The way over ssh up to the engine's socket, told by ssh itself. The run stands before its last step, the question for
 * the version, where all went well.
 */
export async function checkSsh(address: SshAddress, signal: AbortSignal): Promise<CheckRun> {
  const [config, keys] = await Promise.all([readSshConfig(address, signal), agentKeys(signal)]);
  const host = config?.hostName === undefined || config.hostName === '' ? address.host : config.hostName;
  const port = address.port ?? config?.port ?? 22;
  const user = address.user ?? config?.user;
  const run = new CheckRun([
    { name: `Resolve ${host}` },
    { name: `Open TCP port ${port}` },
    { name: 'Verify host key' },
    { name: user === undefined || user === '' ? 'Sign in' : `Sign in as ${user}`, hint: agentText(keys) },
    { name: 'Open the engine socket', hint: remoteCommand(address).join(' ') },
    { name: askVersion },
  ]);
  const passOver = (): void => {
    const proxy = config?.proxy ?? 'another machine';
    while (run.reached < 2) run.passOver(`Left to ${proxy.slice(0, 100)}, over which the way goes.`);
  };
  if (config?.proxy !== undefined) passOver();
  const traced = await traceSsh(
    address,
    config?.policy ?? 'yes',
    (stage, detail) => {
      const index = sshStages.indexOf(stage);
      // Other releases of ssh word a stage in another way: what comes later proves that it was passed.
      while (run.reached < index) run.done('');
      if (run.reached === index) run.done(stage === 'resolved' && detail === host ? '' : detail);
    },
    signal,
  );
  if (traced.error !== undefined) run.failed(traced.error, traced.detail);
  return run;
}

function agentText(keys: number | undefined): string {
  if (keys === undefined || keys === 0) return 'Would use the keys of ~/.ssh';
  return `Would use the SSH agent, ${keys} ${keys === 1 ? 'key' : 'keys'}`;
}
