import type { ContainerState, Health, HealthCheckRun } from '#shared/model/container';
import { bool, field, firstField, list, num, str, time } from './read';

const maxOutput = 4096;
const maxRuns = 20;

/** The state word, or what the status text says where the engine has none (before API 1.23). */
export function toState(word: string, status: string): ContainerState {
  switch (word.toLowerCase()) {
    case 'created':
    case 'configured': // Podman
    case 'initialized':
      return 'created';
    case 'running':
    case 'stopping': // Podman, for as long as its processes have to end
      return 'running';
    case 'paused':
      return 'paused';
    case 'restarting':
      return 'restarting';
    case 'removing':
      return 'removing';
    case 'exited':
    case 'stopped':
      return 'exited';
    case 'dead':
      return 'dead';
    case '':
      return stateFromStatus(status);
    default:
      return 'unknown';
  }
}

function stateFromStatus(status: string): ContainerState {
  if (status === '' || status.startsWith('Created')) return 'created';
  if (status.startsWith('Up')) return status.includes('(Paused)') ? 'paused' : 'running';
  if (status.startsWith('Restarting')) return 'restarting';
  if (status.startsWith('Exit') || status.startsWith('Ghost')) return 'exited';
  if (status.startsWith('Dead')) return 'dead';
  return status.startsWith('Removal') ? 'removing' : 'unknown';
}

/** The state of an inspect: a word from API 1.21 on, flags before. `started` is false for one that never ran. */
export function inspectedState(state: unknown, started: boolean): ContainerState {
  const word = str(field(state, 'Status'));
  if (word !== '') return toState(word, '');
  if (bool(field(state, 'Dead'))) return 'dead';
  // Engines up to 0.10 say so of one whose process was gone when they came back.
  if (bool(field(state, 'Ghost'))) return 'exited';
  // A restarting and a paused one are running as well.
  if (bool(field(state, 'Restarting'))) return 'restarting';
  if (bool(field(state, 'Paused'))) return 'paused';
  if (bool(field(state, 'Running'))) return 'running';
  return started ? 'exited' : 'created';
}

/** Health of a row: an object from API 1.52 on, words in the status text before. */
export function listedHealth(raw: unknown, status: string): { health: Health; failedChecks?: number } {
  const health = field(raw, 'Health');
  if (str(field(health, 'Status')) !== '') return toHealth(health);
  if (status.includes('(unhealthy)')) return { health: 'unhealthy' };
  if (status.includes('(healthy)')) return { health: 'healthy' };
  return { health: status.includes('(health: starting)') ? 'starting' : 'none' };
}

/** Health of an inspect (API 1.24 and later); Podman's own name for it is read as well. */
export function inspectedHealth(state: unknown): {
  health: Health;
  failedChecks?: number;
  healthLog: readonly HealthCheckRun[];
} {
  const health = firstField(state, 'Health', 'Healthcheck');
  return { ...toHealth(health), healthLog: list(field(health, 'Log')).slice(-maxRuns).map(toRun) };
}

function toHealth(raw: unknown): { health: Health; failedChecks?: number } {
  const word = str(field(raw, 'Status'));
  const failed = num(field(raw, 'FailingStreak')) ?? 0;
  const health = word === 'healthy' || word === 'unhealthy' || word === 'starting' ? word : 'none';
  return { health, ...(failed > 0 && health !== 'none' ? { failedChecks: failed } : {}) };
}

function toRun(raw: unknown): HealthCheckRun {
  const startedAt = time(field(raw, 'Start'));
  const endedAt = time(field(raw, 'End'));
  return {
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    exitCode: num(field(raw, 'ExitCode')) ?? 0,
    output: str(field(raw, 'Output')).slice(0, maxOutput),
  };
}

/** Exit code in the status text of what is not running. */
export function listedExit(state: ContainerState, status: string): { exitCode?: number } {
  if (state !== 'exited' && state !== 'restarting' && state !== 'dead') return {};
  const code = /^(?:Exited \(|Exit |Restarting \()(-?\d+)/.exec(status)?.[1];
  return code === undefined ? {} : { exitCode: Number(code) };
}
