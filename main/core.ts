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
  /** Hangs shells up, for 2 s at most, then ends tasks, streams and connections. */
  close(): Promise<void>;
}

/** A silent engine must not keep the program from going. */
const hangUpMs = 2_000;

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
      const hungUp = terminals.close();
      const limit = setTimeout(() => engines.close(), hangUpMs);
      // Without connections nothing is waited for any more.
      await hungUp;
      clearTimeout(limit);
      engines.close();
    },
  };
}
