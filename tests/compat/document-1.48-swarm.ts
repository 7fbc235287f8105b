import { readUnlockKey, startSwarm } from '#main/engine/api/swarm';
import { toPlugin, toPluginPrivilege } from '#main/engine/compat/plugins';
import { toConfig, toSecret } from '#main/engine/compat/secrets';
import { toService, toSwarmTask } from '#main/engine/compat/services';
import { toSwarm, toSwarmNode } from '#main/engine/compat/swarm';
import { makes, maps, rows, type Served } from './served';

const swarm: Readonly<Record<string, Served>> = {
  '1.48/swarm/inspect': maps(toSwarm, {
    id: 'abajmipo7b4xz5ip2nrla6b11',
    name: 'default',
    version: 373531,
    autoLock: false,
    rotatingCertificates: false,
    joinTokens: {
      worker: 'SWMTKN-1-3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl-1awxwuwd3z9j1z3puu7rcgdbx',
    },
  }),
  '1.48/swarm/init': {
    read: (_, client) => startSwarm(client, { listenAddress: '0.0.0.0:2377' }),
    expected: { ok: true, value: '7v2t30z9blmxuhnyo6s4cpenp' },
  },
  '1.48/swarm/unlock-key': {
    read: (_, client) => readUnlockKey(client),
    expected: { ok: true, value: 'SWMKEY-1-7c37Cc8654o6p38HnroywCi19pllOnGtbdZEgtKxZu8' },
  },
  '1.48/swarm/nodes': rows(toSwarmNode, [{ id: '24ifsmvkjbyhk', hostName: 'bf3067039e47', leader: true }]),
  '1.48/swarm/node': maps(toSwarmNode, {
    id: '24ifsmvkjbyhk',
    role: 'manager',
    availability: 'active',
    state: 'ready',
    address: '172.17.0.2',
    cpus: 4,
    memoryBytes: 8272408576,
    release: '17.06.0',
  }),
  '1.48/swarm/services': rows(toService, [{ id: '9mnpnzenvg8p8tdbtq4wvbkcz', name: 'hopeful_cori' }]),
  '1.48/swarm/service': maps(toService, {
    id: '9mnpnzenvg8p8tdbtq4wvbkcz',
    version: 19,
    image: 'redis',
    mode: 'replicated',
    desired: 1,
    ports: [{ target: 6379, published: 30001, protocol: 'tcp' }],
  }),
  '1.48/swarm/service-create': makes('ak7w3gjqoa3kuz8xcpnyy0pvl', [
    'unable to pin image doesnotexist:latest to digest: image library/doesnotexist:latest not found',
  ]),
  '1.48/swarm/service-update': maps((body) => body, {
    Warnings: [
      'unable to pin image doesnotexist:latest to digest: image library/doesnotexist:latest not found',
    ],
  }),
  '1.48/swarm/tasks': rows(toSwarmTask, [
    { id: '0kzzo1i0y4jz6027t0k7aezc7', state: 'running', slot: 1, image: 'redis' },
    { id: '1yljwbmlr8er2waf8orvqpwms', state: 'shutdown', desiredState: 'shutdown' },
  ]),
  '1.48/swarm/task': maps(toSwarmTask, {
    id: '0kzzo1i0y4jz6027t0k7aezc7',
    serviceId: '9mnpnzenvg8p8tdbtq4wvbkcz',
    nodeId: '60gvrl6tm78dmak4yl7srz94v',
    message: 'started',
    containerId: 'e5d62702a1b48d01c3e02ca1e0212a250801fa8d67caca0b6f35919ebc12f035',
  }),
  '1.48/swarm/secrets': rows(toSecret, [
    { id: 'blt1owaxmitz71s9v5zh81zun', name: 'mysql-passwd', driver: 'secret-bucket' },
    { id: 'ktnbjxoalbkvbvedmg1urrz8h', name: 'app-dev.crt', labels: { foo: 'bar' } },
  ]),
  '1.48/swarm/secret': maps(toSecret, { id: 'ktnbjxoalbkvbvedmg1urrz8h', version: 11 }),
  '1.48/swarm/secret-create': makes('string'),
  '1.48/swarm/configs': rows(toConfig, [{ id: 'ktnbjxoalbkvbvedmg1urrz8h', name: 'server.conf' }]),
  '1.48/swarm/config': maps(toConfig, { id: 'ktnbjxoalbkvbvedmg1urrz8h', name: 'app-dev.crt', version: 11 }),
  '1.48/swarm/config-create': makes('string'),
};

const sample = {
  id: '5724e2c8652da337ab2eedd19fc6fc0ec908e4bd907c7421bf6a8dfc70c4c078',
  name: 'tiborvass/sample-volume-plugin',
  enabled: true,
  reference: 'localhost:5000/tiborvass/sample-volume-plugin:latest',
  types: ['docker.volumedriver/1.0'],
  environment: ['DEBUG=0'],
};

const plugins: Readonly<Record<string, Served>> = {
  '1.48/plugins/list': rows(toPlugin, [sample]),
  '1.48/plugins/inspect': maps(toPlugin, sample),
  '1.48/plugins/remove': maps(toPlugin, sample),
  '1.48/plugins/privileges': rows(toPluginPrivilege, [
    { name: 'network', values: ['host'] },
    { name: 'mount', values: ['/data'] },
    { name: 'device', values: ['/dev/cpu_dma_latency'] },
  ]),
};

/** Examples of API 1.48 about swarms and plugins. */
export const swarmAndPlugins: Readonly<Record<string, Served>> = { ...swarm, ...plugins };
