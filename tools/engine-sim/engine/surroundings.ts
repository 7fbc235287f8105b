import type { Surroundings } from '../shell/process';
import type { Container } from './container';
import type { Engine } from './engine';

/** What a program started in this container sees of the world. */
export function surroundingsOf(engine: Engine, container: Container): Surroundings {
  const { spec } = container;
  return {
    hostname: spec.labels['com.docker.compose.service'] ?? container.id.slice(0, 12),
    inside: spec.inside,
    files: container.files,
    scheduler: engine.scheduler,
    bootedAt: engine.startedAt - engine.world.host.bootedAgo,
    kernel: engine.world.host.kernel,
    memory: {
      total: engine.world.host.memory,
      used: () => Math.round(engine.world.host.memory * 0.41),
    },
    processes: spec.processes,
  };
}
