import type { CallInput, CallOutput } from '#shared/contract/index';
import { ok, type Result } from '#shared/result';
import type { Core } from '../core';
import { inspectContainer } from '../engine/api/containers';
import { inspectImage } from '../engine/api/images';
import { actOnContainers } from '../services/container-actions';
import { removeImages, startPull } from '../services/image-actions';
import { saveLogs } from '../services/log-save/save-logs';
import { serveOlderLogs } from '../services/log-older';
import { pastNotices } from '../services/log-past';
import { serveLogs } from '../services/logs';
import { readProcesses } from '../services/processes/list';
import { signalProcess } from '../services/processes/signal';
import type { FileSuggestion } from '../services/log-save/file-name';
import type { Handlers } from './handlers';

/** What only the program around the window can do. */
export interface Host {
  readonly facts: Omit<CallOutput<'app.facts'>, 'demoAvailable' | 'settingsProblem'>;
  /** Shows the target to the person, and opens it if they agree and it is http(s). */
  openLink(url: string): Promise<Result<{ readonly opened: boolean }>>;
  /** Asks the person where to write a file; its path, undefined where they chose none. */
  chooseFile(suggestion: FileSuggestion): Promise<string | undefined>;
  control(action: CallInput<'app.window'>['action']): void;
  setTheme(theme: CallInput<'app.theme'>['theme']): void;
}

/** The contract's handlers over the services. */
export function createHandlers(core: Core, host: Host): Handlers {
  const { engines, book, settings, tasks, terminals, stats, silence } = core;
  return {
    'app.facts': async () => {
      await settings.ready;
      return ok({ ...host.facts, demoAvailable: engines.demoAvailable, settingsProblem: settings.problem });
    },
    'app.openLink': ({ url }) => host.openLink(url),
    'app.window': ({ action }) => {
      host.control(action);
      return answer(ok({}));
    },
    'app.theme': ({ theme }) => {
      host.setTheme(theme);
      return answer(ok({}));
    },
    'engines.connections': () => ok(engines.connections),
    'engines.discovery': () => ok(engines.attempts),
    'engines.retry': ({ engineId }) => {
      engines.retry(engineId);
      return answer(ok({}));
    },
    'engines.startDemo': () => engines.startDemo(),
    'engines.save': ({ engineId, draft }) => book.save(engineId, draft),
    'engines.remove': ({ engineId }) => book.remove(engineId),
    'engines.reorder': ({ order }) => book.reorder(order),
    'engines.connect': ({ engineId }) => {
      engines.retry(engineId);
      return answer(ok({}));
    },
    'engines.disconnect': ({ engineId }) => {
      const known = engines.engine(engineId);
      if (known.ok) known.value.connection.disconnect();
      return answer(known.ok ? ok({}) : known);
    },
    'engines.check': (input, { signal }) => book.check(input, signal),
    'containers.list': ({ engineId }) => {
      const known = engines.engine(engineId);
      return known.ok ? ok(known.value.state.containers) : known;
    },
    'containers.inspect': async ({ engineId, id }, { signal }) => {
      const client = engines.client(engineId);
      return client.ok ? inspectContainer(client.value, id, signal) : client;
    },
    'containers.act': (input) => answer(actOnContainers(engines, tasks, input)),
    'containers.logs': (input, sink) => serveLogs(engines, input, sink),
    'containers.past': (input, { signal }) => pastNotices(engines, input, signal),
    'containers.olderLogs': (input, sink) => serveOlderLogs(engines, input, sink),
    'logs.save': (input) => saveLogs(engines, tasks, (suggestion) => host.chooseFile(suggestion), input),
    'images.list': ({ engineId }) => {
      const known = engines.engine(engineId);
      return known.ok ? ok(known.value.state.images) : known;
    },
    'images.inspect': async ({ engineId, id }, { signal }) => {
      const client = engines.client(engineId);
      return client.ok ? inspectImage(client.value, id, signal) : client;
    },
    'images.pull': (input) => answer(startPull(engines, tasks, input, silence)),
    'images.remove': (input) => answer(removeImages(engines, tasks, input)),
    'tasks.list': () => ok(tasks.list),
    'tasks.retry': ({ taskId }) => answer(tasks.retry(taskId)),
    'tasks.cancel': ({ taskId }) => answer(tasks.cancel(taskId)),
    'terminals.sessions': () => ok(terminals.sessions),
    'terminals.start': (input) => answer(terminals.start(input)),
    'terminals.attach': (input, sink) => terminals.attach(input, sink),
    'terminals.resize': (input) => terminals.resize(input),
    'terminals.restart': (input) => answer(terminals.restart(input)),
    'terminals.choices': (input, { signal }) => terminals.choices(input, signal),
    'terminals.clear': (input) => answer(terminals.clear(input)),
    'terminals.setDefaults': (input) => answer(terminals.setDefaults(input)),
    'terminals.close': async ({ sessionId }) => ok(await terminals.closeSession(sessionId)),
    'terminals.run': (input, sink) => terminals.run(input, sink),
    'stats.samples': (input, sink) => stats.serve(input, sink),
    'stats.marks': (input) => stats.marks(input),
    'stats.history': (input) => stats.history(input),
    'stats.recordings': () => ok(stats.recordings),
    'stats.record': (input) => stats.record(input),
    'processes.list': async ({ engineId, containerId }, { signal }) => {
      const client = engines.client(engineId);
      return client.ok ? readProcesses(client.value, containerId, signal) : client;
    },
    'processes.signal': async ({ engineId, ...target }, { signal }) => {
      const client = engines.client(engineId);
      return client.ok ? signalProcess(client.value, target, signal) : client;
    },
  };
}

function answer<T>(result: Result<T>): Promise<Result<T>> {
  return Promise.resolve(result);
}
