import { toBuildStep } from '#main/engine/compat/build';
import { toFileChange, toProcessTable, toWaitOutcome } from '#main/engine/compat/container-answers';
import { toContainerDetails } from '#main/engine/compat/container-details';
import { toContainer } from '#main/engine/compat/containers';
import { toEvent } from '#main/engine/compat/events';
import { toImageDetails, toImages } from '#main/engine/compat/images';
import { toProgressError } from '#main/engine/compat/progress-error';
import { toRemovedImages } from '#main/engine/compat/pruned';
import { toSearchHit } from '#main/engine/compat/registry';
import { toSystemInfo } from '#main/engine/compat/system-info';
import { done, makes, maps, negotiates, objects, passes, progress, rows, type Served } from './served';

const exited = { state: 'exited', exitCode: 0, health: 'none', oomKilled: false };
const ubuntuImages = [
  {
    id: '8dbd9e392a964056420e5d58ca5cc376ef18e2de93b5cc90e868a1bbc8318c1c',
    tags: ['ubuntu:12.04', 'ubuntu:latest', 'ubuntu:precise'],
    size: 131506275,
    createdAt: 1365714795000,
  },
  {
    id: 'b750fe79269d2ec9a3c593ef05b4332b1d1a02a62b4accb2c21d589ff2f5f2dc',
    tags: ['ubuntu:12.10', 'ubuntu:quantal'],
    size: 180116135,
    createdAt: 1364102658000,
  },
];
const event = (action: string, at: number): object => ({
  type: 'container',
  action,
  id: 'dfdf82bd3881',
  at: at * 1000,
});

/** Examples of API 1.6 and 1.7 from the changelog, and of 1.14 from its page. */
export const middle: Readonly<Record<string, Served>> = {
  // The same two images, before and after the list changed its form.
  '1.6/images/list': maps(toImages, ubuntuImages),
  '1.7/images/list': maps(toImages, ubuntuImages),
  '1.14/containers/list': rows(toContainer, [
    {
      id: '8dfafdbc3a40',
      image: 'ubuntu:latest',
      command: 'echo 1',
      ...exited,
      ports: [{ privatePort: 2222, publicPort: 3333, protocol: 'tcp' }],
    },
    { id: '9cd87474be90', command: 'echo 222222', createdAt: 1367854155000, ...exited, ports: [] },
    { id: '3176a2479c92', command: 'echo 3333333333333333', ...exited },
    { id: '4cb07b47f9fb', command: 'echo 444444444444444444444444444444444', ...exited },
  ]),
  '1.14/containers/create': makes('e90e34656806'),
  '1.14/containers/inspect': maps(toContainerDetails, {
    id: '4fa6e0f0c6786287e131c3852c58a2e01cc697a68231826813597e4994f1d6e2',
    state: 'exited',
    image: 'ubuntu',
    ports: [{ privatePort: 80, publicPort: 49153, protocol: 'tcp', ip: '0.0.0.0' }],
    endpoints: [],
    restartPolicy: { name: 'no', maxRetries: 0 },
    autoRemove: false,
  }),
  '1.14/containers/top': maps(toProcessTable, {
    titles: ['USER', 'PID', '%CPU', '%MEM', 'VSZ', 'RSS', 'TTY', 'STAT', 'START', 'TIME', 'COMMAND'],
    rows: [
      ['root', '20147', '0.0', '0.1', '18060', '1864', 'pts/4', 'S', '10:06', '0:00', 'bash'],
      ['root', '20271', '0.0', '0.0', '4312', '352', 'pts/4', 'S+', '10:07', '0:00', 'sleep 10'],
    ],
  }),
  '1.14/containers/logs': passes,
  '1.14/containers/changes': rows(toFileChange, [
    { path: '/dev', kind: 'modified' },
    { path: '/dev/kmsg', kind: 'added' },
    { path: '/test', kind: 'added' },
  ]),
  '1.14/containers/export': passes,
  '1.14/containers/start': done,
  '1.14/containers/stop': done,
  '1.14/containers/restart': done,
  '1.14/containers/kill': done,
  '1.14/containers/pause': done,
  '1.14/containers/unpause': done,
  '1.14/containers/attach': passes,
  '1.14/containers/wait': maps(toWaitOutcome, { exitCode: 0, error: '' }),
  '1.14/containers/remove': done,
  '1.14/containers/copy': passes,
  '1.14/images/list': maps(toImages, ubuntuImages),
  '1.14/images/create': progress([
    { kind: 'note', text: 'Pulling...' },
    // Without an id of a layer it is about the whole.
    { kind: 'note', text: 'Pulling' },
    { kind: 'error', message: 'Invalid...' },
  ]),
  '1.14/images/inspect': maps((body) => toImageDetails(body, null), {
    id: 'b750fe79269d2ec9a3c593ef05b4332b1d1a02a62b4accb2c21d589ff2f5f2dc',
    createdAt: Date.parse('2013-03-24T05:24:18.818Z'),
    config: { command: ['/bin/bash'] },
    layers: [],
  }),
  '1.14/images/history': maps(
    (body) => toImageDetails({}, body).layers,
    [
      { text: '', createdAt: 1364068391000 },
      { text: '/bin/bash', createdAt: 1364102658000 },
    ],
  ),
  '1.14/images/push': progress([
    { kind: 'note', text: 'Pushing...' },
    { kind: 'note', text: 'Pushing' },
    { kind: 'error', message: 'Invalid...' },
  ]),
  '1.14/images/tag': done,
  '1.14/images/remove': maps(toRemovedImages, {
    untagged: ['3e2f21a89f'],
    deleted: ['3e2f21a89f', '53b4f83ac9'],
  }),
  '1.14/images/build': objects(
    (object) => toProgressError(object) ?? toBuildStep(object),
    [
      { kind: 'text', text: 'Step 1...' },
      { kind: 'text', text: '...' },
      { kind: 'engine-error', status: 200, message: 'Error...' },
    ],
  ),
  '1.14/images/commit': makes('596069db4bf5'),
  '1.14/images/get': passes,
  '1.14/images/load': done,
  '1.14/registry/search': rows(toSearchHit, [
    { name: 'wma55/u1210sshd', stars: 0, official: false, automated: false },
    { name: 'jdswinbank/sshd' },
    { name: 'vgauthier/sshd' },
  ]),
  '1.14/registry/auth': done,
  '1.14/system/info': maps(toSystemInfo, {
    containers: { total: 11 },
    images: 16,
    storageDriver: 'btrfs',
    kernel: '3.12.0-1-amd64',
    missingLimits: ['swap'],
  }),
  '1.14/system/version': negotiates({ release: '0.2.2', api: '1.12', maxApi: '1.12' }),
  '1.14/system/_ping': passes,
  '1.14/system/events': objects(toEvent, [
    event('create', 1374067924),
    event('start', 1374067924),
    event('stop', 1374067966),
    event('destroy', 1374067970),
  ]),
};
