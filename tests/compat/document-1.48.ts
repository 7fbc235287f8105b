import { toFileChange, toProcessTable, toWaitOutcome } from '#main/engine/compat/container-answers';
import { toContainerDetails } from '#main/engine/compat/container-details';
import { toContainer } from '#main/engine/compat/containers';
import { toDiskUsage } from '#main/engine/compat/disk-usage';
import { toEvent } from '#main/engine/compat/events';
import { inspectExec } from '#main/engine/api/exec';
import { toImageDetails, toImages } from '#main/engine/compat/images';
import { toNetwork } from '#main/engine/compat/networks';
import { toPruned, toRemovedImages } from '#main/engine/compat/pruned';
import { toLoginAnswer, toRemoteImage, toSearchHit } from '#main/engine/compat/registry';
import { toCounters } from '#main/engine/compat/stats';
import { toSystemInfo } from '#main/engine/compat/system-info';
import { toVolume, toVolumes } from '#main/engine/compat/volumes';
import { swarmAndPlugins } from './document-1.48-swarm';
import { makes, maps, negotiates, refuses, rows, type Served, without } from './served';

const gone = refuses('not-found', 'No such container: c2ada9df5af8');
const wrong = refuses('engine-error', 'Something went wrong.');
const nowhere = refuses('not-found', 'Something went wrong.');

const errors: Readonly<Record<string, Served>> = {
  '1.48/errors/page-not-found': refuses('not-found', 'page not found'),
  '1.48/errors/start': gone,
  '1.48/errors/stop': gone,
  '1.48/errors/restart': gone,
  '1.48/errors/kill': gone,
  '1.48/errors/pause': gone,
  '1.48/errors/attach-ws': wrong,
  '1.48/errors/remove-container': wrong,
  '1.48/errors/archive-info': wrong,
  '1.48/errors/archive-put': refuses('engine-error', 'not a directory'),
  '1.48/errors/build': wrong,
  '1.48/errors/image-create': nowhere,
  '1.48/errors/push': nowhere,
  '1.48/errors/tag': wrong,
  '1.48/errors/load': wrong,
  '1.48/errors/network-connect': wrong,
  '1.48/errors/network-disconnect': refuses('denied', 'Something went wrong.'),
  '1.48/errors/volume-update': wrong,
  '1.48/errors/exec-resize': wrong,
  '1.48/errors/swarm-join': wrong,
  '1.48/errors/swarm-update': wrong,
  '1.48/errors/swarm-unlock': wrong,
  '1.48/errors/node-update': wrong,
  '1.48/errors/secret-update': wrong,
  '1.48/errors/config-update': wrong,
  '1.48/errors/plugin-pull': wrong,
  '1.48/errors/plugin-upgrade': nowhere,
  '1.48/errors/plugin-create': wrong,
  '1.48/errors/plugin-set': nowhere,
};

const endpoint = {
  networkId: '08754567f1f40222263eab4102e1c733ae697e8e354aa9cd6e18d7402835292a',
  ipv4: '172.17.0.4',
  ipv6: '2001:db8::5689',
  gateway: '172.17.0.1',
  mac: '02:42:ac:11:00:04',
  aliases: ['server_x', 'server_y', 'foobar', 'my.ctr'],
};

const containers: Readonly<Record<string, Served>> = {
  '1.48/containers/list': rows(toContainer, [
    {
      id: 'aa86eacfb3b3ed4cd362c1e88fc89a53908ad05fb3a4103bca3f9b28292d14bf',
      name: 'funny_chatelet',
      image: 'docker.io/library/ubuntu:latest',
      imageId: 'sha256:72297848456d5d37d1262630108ab308d3e9ec7ed1c3286a32fe09856619a782',
      command: '/bin/bash',
      createdAt: 1739811096000,
      state: 'running',
      health: 'none',
      ports: [{ privatePort: 8080, publicPort: 80, protocol: 'tcp' }],
      networks: ['property1', 'property2'],
      volumes: ['myvolume'],
    },
  ]),
  '1.48/containers/create': makes('ede54ee1afda366ab42f824e8a5ffd195155d853ceaec74a927f249ea270c743'),
  '1.48/containers/inspect': maps(toContainerDetails, {
    id: 'aa86eacfb3b3ed4cd362c1e88fc89a53908ad05fb3a4103bca3f9b28292d14bf',
    name: 'funny_chatelet',
    image: 'example-image:1.0',
    command: '/bin/sh -c exit 9',
    createdAt: Date.parse('2025-02-17T17:43:39.640Z'),
    state: 'running',
    health: 'healthy',
    healthLog: [
      {
        startedAt: Date.parse('2020-01-04T10:44:24.496Z'),
        endedAt: Date.parse('2020-01-04T10:45:21.364Z'),
        exitCode: 0,
        output: 'string',
      },
    ],
    startedAt: Date.parse('2020-01-06T09:06:59.461Z'),
    finishedAt: Date.parse('2020-01-06T09:07:59.461Z'),
    ports: [
      { privatePort: 53, protocol: 'udp', publicPort: 53, ip: '0.0.0.0' },
      { privatePort: 80, protocol: 'tcp', publicPort: 80, ip: '0.0.0.0' },
      { privatePort: 80, protocol: 'udp', publicPort: 80, ip: '0.0.0.0' },
      { privatePort: 80, protocol: 'tcp', publicPort: 8080, ip: '0.0.0.0' },
      { privatePort: 443, protocol: 'tcp', publicPort: 4443, ip: '127.0.0.1' },
      { privatePort: 2377, protocol: 'tcp' },
    ],
    mounts: [
      {
        type: 'volume',
        name: 'myvolume',
        source: '/var/lib/docker/volumes/myvolume/_data',
        destination: '/usr/share/nginx/html/',
        readOnly: false,
        anonymous: false,
      },
      { type: 'tmpfs', destination: 'property1' },
      { type: 'tmpfs', destination: 'property2' },
    ],
    endpoints: [
      { network: 'property1', ...endpoint },
      { network: 'property2', ...endpoint },
    ],
    limits: { cpuset: '0-3' },
    logDriver: 'local',
    autoRemove: true,
    labels: { 'com.example.some-label': 'some-value' },
  }),
  '1.48/containers/top': maps(toProcessTable, {
    titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
    rows: [
      ['root', '13642', '882', '0', '17:03', 'pts/0', '00:00:00', '/bin/bash'],
      ['root', '13735', '13642', '0', '17:06', 'pts/0', '00:00:00', 'sleep 10'],
    ],
  }),
  '1.48/containers/changes': rows(toFileChange, [
    { path: '/dev', kind: 'modified' },
    { path: '/dev/kmsg', kind: 'added' },
    { path: '/test', kind: 'added' },
  ]),
  '1.48/containers/stats': maps(toCounters, {
    at: Date.parse('2025-01-16T13:55:22.165Z'),
    cpuTotal: 29912000,
    cpuSystem: 5,
    cores: 5,
    memoryBytes: 0,
    memoryLimit: 8217579520,
    netRx: 9979,
    netTx: 1338,
    blkRead: 7593984,
    blkWrite: 100,
    pids: 5,
    pidsLimit: undefined,
  }),
  '1.48/containers/update': maps((body) => body, {
    Warnings: ['Published ports are discarded when using host network mode'],
  }),
  '1.48/containers/wait': maps(toWaitOutcome, { exitCode: 0, error: 'string' }),
  '1.48/containers/prune': maps(toPruned, { removed: ['string'], spaceReclaimed: 0 }),
  '1.48/exec/create': makes('string'),
  '1.48/exec/inspect': {
    read: (_, client) => inspectExec(client, 'x'),
    expected: { ok: true, value: { running: false, exitCode: 2 } },
  },
};

const images: Readonly<Record<string, Served>> = {
  '1.48/images/list': maps(toImages, [
    {
      id: 'sha256:ec3f0931a6e6b6855d76b2d7b0be30e81860baccd891b2e243280bf1cd8ad710',
      tags: [
        'example:1.0',
        'example:latest',
        'example:stable',
        'internal.registry.example.com:5000/example:1.0',
      ],
      digests: [
        'example@sha256:afcc7f1ac1b49db317a7196c902e61c6c3c4607d63599ee1a82d702d249a0ccb',
        'internal.registry.example.com:5000/example@sha256:b69959407d21e8a062e0416bf13405bb2b71ed7a84dde4158ebafacfa06f5578',
      ],
      size: 172064416,
      createdAt: 1644009612000,
    },
  ]),
  '1.48/images/build-prune': maps(toPruned, { removed: ['string'], spaceReclaimed: 0 }),
  '1.48/images/inspect': maps((body) => toImageDetails(body, []), {
    id: 'sha256:ec3f0931a6e6b6855d76b2d7b0be30e81860baccd891b2e243280bf1cd8ad710',
    platform: 'linux/arm/v7',
    createdAt: Date.parse('2022-02-04T21:20:12.497Z'),
    config: {
      command: ['/bin/sh'],
      entrypoint: [],
      user: 'web:web',
      workingDir: '/public/',
      exposedPorts: ['80/tcp', '443/tcp'],
      volumes: ['/app/data', '/app/config'],
      labels: { 'com.example.some-label': 'some-value' },
    },
  }),
  '1.48/images/history': maps(
    (body) => toImageDetails({}, body).layers,
    [
      { instruction: '', text: 'Imported from -', size: 0, createdAt: 1371157430000 },
      {
        instruction: 'MAINTAINER',
        text: 'Tianon Gravi <admwiggin@gmail.com> - mkimage-debootstrap.sh -i iproute,iputils-ping,ubuntu-minimal -t lucid.tar.xz lucid',
        size: 0,
      },
      { instruction: 'ADD', size: 182964289, createdAt: 1398108230000 },
    ],
  ),
  '1.48/images/remove': maps(toRemovedImages, {
    untagged: ['3e2f21a89f'],
    deleted: ['3e2f21a89f', '53b4f83ac9'],
  }),
  '1.48/images/prune': maps(toPruned, { removed: ['string', 'string'], spaceReclaimed: 0 }),
  '1.48/images/commit': makes('string'),
  // A file inside the archive; archives go through as they are.
  '1.48/images/repositories': maps((body) => body, { 'hello-world': {} }),
  '1.48/registry/search': rows(toSearchHit, [
    { name: 'alpine', stars: 10093, official: true },
    { name: 'Busybox base image.', stars: 3037 },
    { name: 'postgres', stars: 12408 },
  ]),
  '1.48/registry/auth': maps(toLoginAnswer, {
    message: 'Login Succeeded',
    identityToken: '9cbaf023786cd7...',
  }),
  '1.48/registry/distribution': maps(toRemoteImage, {
    digest: 'sha256:c0537ff6a5218ef531ece93d4984efc99bbf3f7497c0a7726c88e2bb7584dc96',
    size: 424,
    platforms: [{ os: 'windows', architecture: 'arm', variant: 'v7' }],
  }),
};

const tardis = {
  name: 'tardis',
  driver: 'custom',
  mountpoint: '/var/lib/docker/volumes/tardis',
  createdAt: Date.parse('2016-06-07T20:31:11.853Z'),
  scope: 'local',
  anonymous: false,
  // -1 in the example: nobody counted.
  size: undefined,
  useCount: undefined,
  options: { device: 'tmpfs', o: 'size=100m,uid=1000', type: 'tmpfs' },
  labels: { 'com.example.some-label': 'some-value' },
};

const storage: Readonly<Record<string, Served>> = {
  '1.48/networks/list': rows(without(toNetwork, 'members', 'createdAt'), [
    {
      id: 'f2de39df4171b0dc801e8002d1d999b77256983dfc63041c0f34030aa3977566',
      name: 'bridge',
      driver: 'bridge',
      scope: 'local',
      createdAt: Date.parse('2016-10-19T06:21:00.416Z'),
      predefined: true,
      members: undefined,
      subnets: [{ subnet: '172.17.0.0/16', range: '', gateway: '' }],
    },
    { name: 'none', driver: 'null', createdAt: undefined, members: [], subnets: [] },
    { name: 'host', driver: 'host', predefined: true },
  ]),
  '1.48/networks/inspect': maps(toNetwork, {
    id: '7d86d31b1478e7cca9ebed7e73aa0fdeec46c5ca29497431d3007d2d9e15ed99',
    name: 'my_network',
    driver: 'overlay',
    predefined: false,
    subnets: [{ subnet: '172.20.0.0/16', range: '172.20.10.0/24', gateway: '172.20.10.11' }],
    members: [
      {
        id: '19a4d5d687db25203351ed79d478946f861258f018fe384f229f2efa4b23513c',
        name: 'test',
        mac: '02:42:ac:13:00:02',
        ipv4: '172.19.0.2/16',
        ipv6: '',
      },
    ],
  }),
  '1.48/networks/create': makes('b5c4fc71e8022147cd25de22b22173de4e3b170134117172eb595cb91b4e7e5d'),
  '1.48/networks/prune': maps(toPruned, { removed: ['string'], spaceReclaimed: 0 }),
  '1.48/volumes/list': maps(
    (body) => toVolumes(body)?.map(without((row) => row, 'size', 'useCount')),
    [tardis],
  ),
  '1.48/volumes/create': maps(without(toVolume, 'size', 'useCount'), tardis),
  '1.48/volumes/inspect': maps(without(toVolume, 'size', 'useCount'), tardis),
  '1.48/volumes/prune': maps(toPruned, { removed: ['string'], spaceReclaimed: 0 }),
};

const system: Readonly<Record<string, Served>> = {
  '1.48/system/info': maps(toSystemInfo, {
    id: '7TRN:IPZB:QYBB:VPBQ:UMPP:KARE:6ZNR:XE6T:7EWV:PKF4:ZOJD:TPYS',
    name: 'node5.corp.example.com',
    release: '27.0.1',
    os: 'linux',
    system: 'Ubuntu 24.04 LTS',
    arch: 'x86_64',
    cpus: 4,
    memoryBytes: 2095882240,
    storageDriver: 'overlay2',
    cgroupVersion: '1',
    containers: { total: 14, running: 3, paused: 1, stopped: 10 },
    images: 508,
    swarm: { state: 'active', manager: true, nodes: 4, managers: 3, nodeId: 'k67qz4598weg5unwwffg6z1m1' },
    rootless: true,
    warnings: ['WARNING: No memory limit support'],
    insecureRegistries: [
      '::1/128',
      '127.0.0.0/8',
      '127.0.0.1:5000',
      '[2001:db8:a0b:12f0::1]:80',
      'registry.internal.corp.example.com:3000',
    ],
    missingLimits: [],
    runtimes: ['runc', 'runc-master', 'custom'],
    systemTime: Date.parse('2017-08-08T20:28:29.062Z'),
  }),
  '1.48/system/version': negotiates({ release: '27.0.1', api: '1.47', maxApi: '1.47', arch: 'amd64' }),
  '1.48/system/events': maps(toEvent, {
    type: 'container',
    action: 'create',
    id: 'ede54ee1afda366ab42f824e8a5ffd195155d853ceaec74a927f249ea270c743',
    at: 1629574695515.05,
  }),
  '1.48/system/df': maps(toDiskUsage, {
    images: { total: 1, active: 1, size: 1092588, reclaimable: 0, items: [{ shared: 0, containers: 1 }] },
    containers: { total: 1, active: 0, size: 0, items: [{ container: { name: 'top', state: 'exited' } }] },
    volumes: {
      total: 1,
      active: 1,
      size: 10920104,
      reclaimable: 0,
      items: [{ name: 'my-volume', useCount: 2 }],
    },
    buildCache: {
      total: 2,
      active: 0,
      // Both are shared with images, and counted there.
      size: 0,
      reclaimable: 0,
      items: [
        { id: 'hw53o5aio51xtltp5xjp8v7fx', shared: true, parents: [] },
        { id: 'ndlpt0hhvkqcdfkputsk4cq9c', parents: ['ndlpt0hhvkqcdfkputsk4cq9c'], useCount: 26 },
      ],
    },
  }),
};

/** Examples of API 1.48, from its OpenAPI document. */
export const newest: Readonly<Record<string, Served>> = {
  ...errors,
  ...containers,
  ...images,
  ...storage,
  ...system,
  ...swarmAndPlugins,
};
