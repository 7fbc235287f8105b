import { stableId } from '../core/rng';
import type { Container } from './container';
import type { Engine } from './engine';

/** Runs a container's health check on its interval, with the events dockerd makes of each probe, until the run ends. */
export function startHealth(engine: Engine, container: Container): void {
  const health = container.spec.health;
  if (!health || !engine.speaks(24)) return;
  const { intervalMs, flapMs, test } = health;
  if (container.health && container.health.log.length === 0 && container.health.status !== 'starting') {
    const now = engine.clock.now();
    const failing = container.health.status === 'unhealthy';
    for (let i = 4; i >= 0; i -= 1) {
      const bad = failing && i < container.health.failingStreak;
      container.health.log.push(entry(now - (i * intervalMs + 1200), bad));
    }
  }
  let probes = 0;
  const probe = (): void => {
    if (container.state !== 'running' || !container.health) return;
    probes += 1;
    const command = test.slice(1).join(' ');
    const execID = stableId(`${container.id}:probe:${container.startedAt}:${probes}`);
    const failing = flapMs !== undefined && container.health.status === 'unhealthy';
    engine.emitContainer(container, `exec_create: ${command}`, { execID });
    engine.emitContainer(container, `exec_start: ${command}`, { execID });
    engine.emitContainer(container, 'exec_die', { execID, exitCode: failing ? '1' : '0' });
    container.health.log = [...container.health.log.slice(-4), entry(engine.clock.now(), failing)];
    container.health.failingStreak = failing ? container.health.failingStreak + 1 : 0;
    if (container.health.status === 'starting') setHealth(engine, container, 'healthy');
  };
  container.runTimers.add(engine.scheduler.every(intervalMs, probe));
  if (container.health?.status === 'starting') container.runTimers.add(engine.scheduler.after(3000, probe));
  if (flapMs !== undefined) {
    container.runTimers.add(
      engine.scheduler.every(flapMs, () => {
        if (container.state !== 'running' || !container.health) return;
        setHealth(engine, container, container.health.status === 'unhealthy' ? 'healthy' : 'unhealthy');
      }),
    );
  }
}

/** Sets a container's health and tells it, as the end of a row of probes does. */
export function setHealth(engine: Engine, container: Container, status: 'healthy' | 'unhealthy'): void {
  if (!container.health || container.health.status === status) return;
  container.health.status = status;
  container.health.failingStreak = status === 'unhealthy' ? 3 : 0;
  engine.emitContainer(container, `health_status: ${status}`);
}

function entry(at: number, failing: boolean): { at: number; exitCode: number; output: string } {
  return failing
    ? { at, exitCode: 1, output: 'GET /healthz: 503 Service Unavailable: db pool exhausted (20/20)\n' }
    : { at, exitCode: 0, output: 'ok\n' };
}
