import type { CallInput, CallOutput } from '#shared/contract/index';
import { ok, type Result } from '#shared/result';
import type { Core } from '../core';
import { inspectContainer } from '../engine/api/containers';
import { inspectImage } from '../engine/api/images';
import { actOnContainers } from '../services/container-actions';
import { removeImages, startPull } from '../services/image-actions';
import { serveLogs } from '../services/logs';
import type { Handlers } from './handlers';

/** What only the program around the window can do. */
export interface Host {
  readonly facts: Omit<CallOutput<'app.facts'>, 'demoAvailable'>;
  /** Shows the target to the person, and opens it if they agree and it is http(s). */
  openLink(url: string): Promise<Result<{ readonly opened: boolean }>>;
  control(action: CallInput<'app.window'>['action']): void;
  setTheme(theme: CallInput<'app.theme'>['theme']): void;
}

/** The contract's handlers over the services. */
export function createHandlers(core: Core, host: Host): Handlers {
  const { engines, tasks, terminals, stats } = core;
  return {
    'app.facts': () => answer(ok({ ...host.facts, demoAvailable: engines.demoAvailable })),
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
    'images.list': ({ engineId }) => {
      const known = engines.engine(engineId);
      return known.ok ? ok(known.value.state.images) : known;
    },
    'images.inspect': async ({ engineId, id }, { signal }) => {
      const client = engines.client(engineId);
      return client.ok ? inspectImage(client.value, id, signal) : client;
    },
    'images.pull': (input) => answer(startPull(engines, tasks, input)),
    'images.remove': (input) => answer(removeImages(engines, tasks, input)),
    'tasks.list': () => ok(tasks.list),
    'tasks.retry': ({ taskId }) => answer(tasks.retry(taskId)),
    'tasks.cancel': ({ taskId }) => answer(tasks.cancel(taskId)),
    'terminals.sessions': () => ok(terminals.sessions),
    'terminals.start': (input) => answer(terminals.start(input)),
    'terminals.attach': (input, sink) => terminals.attach(input, sink),
    'terminals.resize': (input) => terminals.resize(input),
    'terminals.close': ({ sessionId }) => {
      terminals.closeSession(sessionId);
      return answer(ok({}));
    },
    'stats.samples': (input, sink) => stats.serve(input, sink),
  };
}

function answer<T>(result: Result<T>): Promise<Result<T>> {
  return Promise.resolve(result);
}
