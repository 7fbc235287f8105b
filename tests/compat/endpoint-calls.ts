import { Readable } from 'node:stream';
import { openAttach } from '#main/engine/api/attach';
import { buildImage } from '#main/engine/api/build';
import {
  createConfig,
  inspectConfig,
  listConfigs,
  removeConfig,
  updateConfig,
} from '#main/engine/api/configs';
import {
  changeContainer,
  resizeContainer,
  startContainer,
  waitForContainer,
} from '#main/engine/api/container-changes';
import { downloadPath, exportContainer, statPath, uploadTar } from '#main/engine/api/container-files';
import { openLog } from '#main/engine/api/container-logs';
import { openStats } from '#main/engine/api/container-stats';
import {
  createContainer,
  inspectContainer,
  listChanges,
  listContainers,
  listProcesses,
  renameContainer,
  updateContainer,
} from '#main/engine/api/containers';
import { createExec, inspectExec, resizeExec, startExecDetached } from '#main/engine/api/exec';
import { loadImages, pullImage, pushImage, saveImages } from '#main/engine/api/image-transfer';
import { commitContainer, inspectImage, listImages, removeImage, tagImage } from '#main/engine/api/images';
import {
  connectNetwork,
  createNetwork,
  disconnectNetwork,
  inspectNetwork,
  listNetworks,
  removeNetwork,
} from '#main/engine/api/networks';
import { inspectNode, listNodes, removeNode, updateNode } from '#main/engine/api/nodes';
import {
  configurePlugin,
  createPlugin,
  disablePlugin,
  enablePlugin,
  inspectPlugin,
  listPlugins,
  pullPlugin,
  pushPlugin,
  readPluginPrivileges,
  removePlugin,
  upgradePlugin,
} from '#main/engine/api/plugins';
import {
  pruneBuildCache,
  pruneContainers,
  pruneImages,
  pruneNetworks,
  pruneVolumes,
} from '#main/engine/api/prune';
import { checkLogin, inspectRemoteImage, searchImages } from '#main/engine/api/registry';
import {
  createSecret,
  inspectSecret,
  listSecrets,
  removeSecret,
  updateSecret,
} from '#main/engine/api/secrets';
import {
  createService,
  inspectService,
  listServices,
  openServiceLogs,
  removeService,
  updateService,
} from '#main/engine/api/services';
import {
  joinSwarm,
  leaveSwarm,
  readSwarm,
  readUnlockKey,
  startSwarm,
  unlockSwarm,
  updateSwarm,
} from '#main/engine/api/swarm';
import { openEvents, readDiskUsage, readInfo, readVersion } from '#main/engine/api/system';
import { inspectTask, listTasks, openTaskLogs } from '#main/engine/api/tasks';
import {
  createVolume,
  inspectVolume,
  listVolumes,
  removeVolume,
  updateClusterVolume,
} from '#main/engine/api/volumes';
import type { EngineClient } from '#main/engine/client';
import { negotiate, ping } from '#main/engine/negotiate';
import type {
  ConfigId,
  ContainerId,
  NetworkId,
  NodeId,
  SecretId,
  ServiceId,
  SwarmTaskId,
} from '#shared/model/ids';
import type { RegistryLogin } from '#shared/model/registry';
import type { Result } from '#shared/result';

/** What stands for `{id}` and `{name}`. */
export const id = 'c0ffee';
export const name = 'team/app';

const container = id as ContainerId;
const network = id as NetworkId;
const reference = { repository: name, tag: '1.2', text: `${name}:1.2` };
const login: RegistryLogin = { kind: 'password', server: 'r.example', user: 'me', password: 'pass?>word' };
const logs = { follow: true, tail: 10, since: '1.5' };
const nobody = new AbortController().signal;
const ignore = (): void => undefined;
const tar = (): Readable => Readable.from([Buffer.from('tar')]);
const pull = {
  remote: 'r/p',
  privileges: [{ name: 'network', description: 'd', values: ['host'] }],
  login,
} as const;

/** A call that serves an endpoint; some answer other than an object with an id needs its own. */
export interface Served {
  readonly call: (client: EngineClient) => Promise<Result<unknown>>;
  readonly reply?: unknown;
  /** Below API 1.23 an empty answer is what it takes. */
  readonly silentBelow23?: true;
}

const list = (call: Served['call']): Served => ({ call, reply: [] });
const one = (call: Served['call']): Served => ({ call });
const stream = (call: Served['call']): Served => ({ call, reply: '' });
/** Work that tells of itself, with the line that ends a pull. */
const work = (call: Served['call']): Served => ({ call, reply: '{"status":"Status: Done"}' });

/** The function that serves each endpoint of the documents. */
export const served: Readonly<Record<string, Served>> = {
  'GET /containers/json': list((c) => listContainers(c, undefined, nobody)),
  'POST /containers/create': one((c) =>
    createContainer(c, {
      ...(c.supports('container-names').ok ? { name: 'web' } : {}),
      config: { Image: 'x' },
      hostConfig: { Binds: ['/a:/b'] },
    }),
  ),
  'GET /containers/{id}/json': one((c) => inspectContainer(c, container)),
  'GET /containers/{id}/top': one((c) => listProcesses(c, container, '-ef')),
  'GET /containers/{id}/logs': stream((c) => openLog(c, { id: container, tty: false }, logs, nobody)),
  'GET /containers/{id}/changes': list((c) => listChanges(c, container)),
  'GET /containers/{id}/export': stream((c) => exportContainer(c, container, nobody)),
  'GET /containers/{id}/stats': stream((c) => openStats(c, container, nobody)),
  'POST /containers/{id}/resize': one((c) => resizeContainer(c, container, { columns: 80, rows: 24 })),
  'POST /containers/{id}/start': one((c) => startContainer(c, container, { Binds: ['/a:/b'] })),
  'POST /containers/{id}/stop': one((c) =>
    changeContainer(c, container, { verb: 'stop', seconds: 5 }, nobody),
  ),
  'POST /containers/{id}/restart': one((c) => changeContainer(c, container, { verb: 'restart' }, nobody)),
  'POST /containers/{id}/kill': one((c) =>
    changeContainer(c, container, { verb: 'kill', signal: 'sigkill' }, nobody),
  ),
  'POST /containers/{id}/update': one((c) => updateContainer(c, container, { Memory: 1 })),
  'POST /containers/{id}/rename': one((c) => renameContainer(c, container, 'new')),
  'POST /containers/{id}/pause': one((c) => changeContainer(c, container, { verb: 'pause' }, nobody)),
  'POST /containers/{id}/unpause': one((c) => changeContainer(c, container, { verb: 'unpause' }, nobody)),
  'POST /containers/{id}/attach': one((c) =>
    openAttach(c, container, { logs: true, stream: true, stdin: false, stdout: true, stderr: true }),
  ),
  'POST /containers/{id}/wait': one((c) => waitForContainer(c, container, 'not-running', nobody)),
  'DELETE /containers/{id}': one((c) =>
    changeContainer(c, container, { verb: 'remove', volumes: true, force: false }, nobody),
  ),
  'POST /containers/{id}/copy': stream((c) => downloadPath(c, container, '/etc', nobody)),
  'HEAD /containers/{id}/archive': stream((c) => statPath(c, container, '/etc')),
  'GET /containers/{id}/archive': stream((c) => downloadPath(c, container, '/etc', nobody)),
  'PUT /containers/{id}/archive': one((c) =>
    uploadTar(c, container, { path: '/etc', tar: tar(), keepKinds: true }, nobody),
  ),
  'POST /containers/prune': one((c) => pruneContainers(c, { label: ['a=b'] })),

  'GET /images/json': list((c) => listImages(c, nobody, true)),
  'POST /build': work((c) =>
    buildImage(c, { context: tar(), tags: ['a:1'], logins: [login] }, ignore, nobody),
  ),
  'POST /build/prune': one((c) => pruneBuildCache(c, { all: true, keepBytes: 9 })),
  'POST /images/create': work((c) => pullImage(c, reference, ignore, nobody, { login })),
  'GET /images/{name}/json': one((c) => inspectImage(c, name, nobody)),
  'GET /images/{name}/history': one((c) => inspectImage(c, name, nobody)),
  'POST /images/{name}/push': work((c) => pushImage(c, reference, ignore, nobody)),
  'POST /images/{name}/tag': one((c) => tagImage(c, name, { repository: 'b', tag: '2' })),
  'DELETE /images/{name}': list((c) => removeImage(c, name, true, nobody)),
  'GET /images/search': list((c) => searchImages(c, { term: 'sshd', limit: 5 })),
  'POST /images/prune': one((c) => pruneImages(c, true)),
  'POST /commit': one((c) => commitContainer(c, { container, repository: 'r', tag: 't', comment: 'why' })),
  'GET /images/{name}/get': stream((c) => saveImages(c, [name], nobody)),
  'GET /images/get': stream((c) => saveImages(c, [name, 'other:2'], nobody)),
  'POST /images/load': { ...work((c) => loadImages(c, tar(), ignore, nobody)), silentBelow23: true },

  'GET /networks': list((c) => listNetworks(c)),
  'GET /networks/{id}': one((c) => inspectNetwork(c, network)),
  'DELETE /networks/{id}': one((c) => removeNetwork(c, network)),
  'POST /networks/create': one((c) => createNetwork(c, { name: 'n', subnets: [{ subnet: '10.0.0.0/24' }] })),
  'POST /networks/{id}/connect': one((c) => connectNetwork(c, network, 'web' as ContainerId)),
  'POST /networks/{id}/disconnect': one((c) => disconnectNetwork(c, network, 'web' as ContainerId, true)),
  'POST /networks/prune': one((c) => pruneNetworks(c)),

  'GET /volumes': { call: (c) => listVolumes(c, { dangling: ['true'] }), reply: { Volumes: null } },
  'POST /volumes/create': one((c) => createVolume(c, { name: 'v' })),
  'GET /volumes/{name}': one((c) => inspectVolume(c, 'v')),
  'PUT /volumes/{name}': one((c) => updateClusterVolume(c, 'v', 7, { Availability: 'active' })),
  'DELETE /volumes/{name}': one((c) => removeVolume(c, 'v', true)),
  'POST /volumes/prune': one((c) => pruneVolumes(c, true)),

  'POST /containers/{id}/exec': one((c) =>
    createExec(c, container, {
      command: ['ls'],
      tty: false,
      stdin: false,
      environment: ['A=b'],
      folder: '/etc',
    }),
  ),
  'POST /exec/{id}/start': one((c) => startExecDetached(c, id)),
  'POST /exec/{id}/resize': one((c) => resizeExec(c, id, { columns: 80, rows: 24 })),
  'GET /exec/{id}/json': one((c) => inspectExec(c, id)),

  'GET /swarm': one((c) => readSwarm(c)),
  'POST /swarm/init': { call: (c) => startSwarm(c, { listenAddress: '0.0.0.0:2377' }), reply: '"node"' },
  'POST /swarm/join': one((c) =>
    joinSwarm(c, { listenAddress: '0.0.0.0:2377', remoteAddresses: ['m:2377'], token: 't' }),
  ),
  'POST /swarm/leave': one((c) => leaveSwarm(c, true)),
  'POST /swarm/update': one((c) => updateSwarm(c, 7, { Name: 'default' }, { workerToken: true })),
  'GET /swarm/unlockkey': one((c) => readUnlockKey(c)),
  'POST /swarm/unlock': one((c) => unlockSwarm(c, 'key')),
  'GET /nodes': list((c) => listNodes(c, { role: ['manager'] })),
  'GET /nodes/{id}': one((c) => inspectNode(c, id)),
  'DELETE /nodes/{id}': one((c) => removeNode(c, id as NodeId, true)),
  'POST /nodes/{id}/update': one((c) => updateNode(c, id as NodeId, 7, { Role: 'worker' })),
  'GET /services': list((c) => listServices(c)),
  'POST /services/create': one((c) => createService(c, { Name: 's' }, login)),
  'GET /services/{id}': one((c) => inspectService(c, id, true)),
  'DELETE /services/{id}': one((c) => removeService(c, id as ServiceId)),
  'POST /services/{id}/update': one((c) =>
    updateService(c, id as ServiceId, 7, { Name: 's' }, { rollback: true, loginFrom: 'spec' }),
  ),
  'GET /services/{id}/logs': stream((c) => openServiceLogs(c, id as ServiceId, logs, nobody)),
  'GET /tasks': list((c) => listTasks(c)),
  'GET /tasks/{id}': one((c) => inspectTask(c, id as SwarmTaskId)),
  'GET /tasks/{id}/logs': stream((c) => openTaskLogs(c, id as SwarmTaskId, logs, nobody)),
  'GET /secrets': list((c) => listSecrets(c)),
  'POST /secrets/create': one((c) => createSecret(c, 's', Buffer.from('top'))),
  'GET /secrets/{id}': one((c) => inspectSecret(c, id)),
  'DELETE /secrets/{id}': one((c) => removeSecret(c, id as SecretId)),
  'POST /secrets/{id}/update': one((c) => updateSecret(c, id as SecretId, 7, { Name: 's' })),
  'GET /configs': list((c) => listConfigs(c)),
  'POST /configs/create': one((c) => createConfig(c, 's', Buffer.from('top'))),
  'GET /configs/{id}': one((c) => inspectConfig(c, id)),
  'DELETE /configs/{id}': one((c) => removeConfig(c, id as ConfigId)),
  'POST /configs/{id}/update': one((c) => updateConfig(c, id as ConfigId, 7, { Name: 's' })),

  'GET /plugins': list((c) => listPlugins(c, { enabled: ['true'] })),
  'GET /plugins/privileges': list((c) => readPluginPrivileges(c, 'r/p')),
  'POST /plugins/pull': work((c) => pullPlugin(c, 'p', pull, ignore, nobody)),
  'GET /plugins/{name}/json': one((c) => inspectPlugin(c, name)),
  'DELETE /plugins/{name}': one((c) => removePlugin(c, name, true)),
  'POST /plugins/{name}/enable': one((c) => enablePlugin(c, name, 9)),
  'POST /plugins/{name}/disable': one((c) => disablePlugin(c, name, true)),
  'POST /plugins/{name}/upgrade': work((c) => upgradePlugin(c, name, pull, ignore, nobody)),
  'POST /plugins/create': one((c) => createPlugin(c, 'p', tar())),
  'POST /plugins/{name}/push': work((c) => pushPlugin(c, name, undefined, ignore, nobody)),
  'POST /plugins/{name}/set': one((c) => configurePlugin(c, name, ['DEBUG=1'])),

  'POST /auth': one((c) => checkLogin(c, login)),
  'GET /info': one((c) => readInfo(c)),
  'GET /version': one((c) => readVersion(c)),
  'GET /_ping': one((c) => ping(c, nobody)),
  'HEAD /_ping': one((c) => negotiate(c.transport, undefined, nobody)),
  'GET /events': stream((c) =>
    openEvents(c, ignore, nobody, { since: '5.25', types: ['container', 'image'] }),
  ),
  'GET /system/df': one((c) => readDiskUsage(c, nobody)),
  'GET /distribution/{name}/json': one((c) => inspectRemoteImage(c, name)),
};

/** Why nothing serves an endpoint. */
export const unserved: Readonly<Record<string, string>> = {
  'GET /images/viz': 'A picture for Graphviz, gone with API 1.7; the list of images has all of it.',
  'POST /images/{name}/insert': 'Gone with API 1.12, in favour of a build.',
  'POST /images/{name}/delete': 'The changelog’s name for DELETE /images/{name}, which is what engines have.',
  'GET /auth': 'Credentials that the engine stores, which none does from API 1.2 on.',
  'GET /containers/{id}/attach/ws': 'The same as attach for pages that have no sockets; we have them.',
  'POST /session': 'gRPC over HTTP/2 for BuildKit, deprecated with API 1.53; builds use the classic builder.',
};
