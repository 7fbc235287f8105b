import type { World } from './discovery/world';
import { type SilenceLimits, usualSilence } from './engine/api/silence';
import type { Logger } from './logger';
import { ConnectionBook } from './services/connection-book';
import { EngineService, type LaunchDemo } from './services/engines';
import { StatsService } from './services/stats/service';
import { TaskService } from './services/tasks';
import { TerminalService } from './services/terminals/terminals';
import { SettingsStore } from './settings/settings-store';

/** Everything of main that does not need a window. */
export interface Core {
  readonly engines: EngineService;
  readonly book: ConnectionBook;
  readonly settings: SettingsStore;
  readonly tasks: TaskService;
  readonly terminals: TerminalService;
  readonly stats: StatsService;
  /** How long engines may say nothing at long work. */
  readonly silence: SilenceLimits;
  /** Hangs shells up and ends tasks, for 3 s at most, then streams and connections. */
  close(): Promise<void>;
}

/** A silent engine must not keep the program from going. */
const hangUpMs = 3_000;

/** Builds the services and begins to look for engines. */
export function createCore(
  world: World,
  launchDemo: LaunchDemo | undefined,
  logger: Logger,
  silence = usualSilence,
): Core {
  const settings = new SettingsStore(world.dataFolder);
  const engines = new EngineService(world, launchDemo, settings);
  const book = new ConnectionBook(engines, settings);
  const tasks = new TaskService(logger);
  const terminals = new TerminalService(engines, world.dataFolder);
  const stats = new StatsService(engines, world.dataFolder);
  return {
    engines,
    book,
    settings,
    tasks,
    terminals,
    stats,
    silence,
    close: async () => {
      const ended = tasks.close();
      const recorded = stats.close();
      const hungUp = terminals.close();
      const limit = new AbortController();
      const timer = setTimeout(() => {
        // Without connections nothing is waited for any more.
        engines.close();
        limit.abort();
      }, hangUpMs);
      const late = new Promise<void>((resolve) => limit.signal.addEventListener('abort', () => resolve()));
      await Promise.all([hungUp, recorded, settings.idle(), Promise.race([ended, late])]);
      clearTimeout(timer);
      engines.close();
    },
  };
}
