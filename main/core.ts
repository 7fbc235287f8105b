import type { World } from './discovery/candidates';
import type { Logger } from './logger';
import { EngineService, type LaunchDemo } from './services/engines';
import { StatsService } from './services/stats';
import { TaskService } from './services/tasks';
import { TerminalService } from './services/terminals';

/** Everything of main that does not need a window. */
export interface Core {
  readonly engines: EngineService;
  readonly tasks: TaskService;
  readonly terminals: TerminalService;
  readonly stats: StatsService;
  /** Hangs shells up, ends tasks, streams and connections. */
  close(): Promise<void>;
}

/** Builds the services and begins to look for engines. */
export function createCore(world: World, launchDemo: LaunchDemo | undefined, logger: Logger): Core {
  const engines = new EngineService(world, launchDemo);
  const tasks = new TaskService(logger);
  const terminals = new TerminalService(engines);
  const stats = new StatsService(engines);
  return {
    engines,
    tasks,
    terminals,
    stats,
    close: async () => {
      tasks.close();
      stats.close();
      await terminals.close();
      engines.close();
    },
  };
}
