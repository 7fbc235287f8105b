import { toFileChange, toWaitOutcome } from '#main/engine/compat/container-answers';
import { toContainerDetails } from '#main/engine/compat/container-details';
import { toContainer } from '#main/engine/compat/containers';
import { toImageDetails, toImages } from '#main/engine/compat/images';
import { toRemovedImages } from '#main/engine/compat/pruned';
import { toLoginAnswer, toSearchHit } from '#main/engine/compat/registry';
import { toSystemInfo } from '#main/engine/compat/system-info';
import { done, makes, maps, negotiates, passes, progress, rows, type Served, without } from './served';

const exited = { state: 'exited', exitCode: 0, health: 'none', ports: [], labels: {}, networks: [] };
const failed = { kind: 'error', message: 'Invalid...' };

/** Examples of API 1.1 and 1.2, from the reference of 1.2 and the changelog. */
export const oldest: Readonly<Record<string, Served>> = {
  '1.1/images/create': progress([
    { kind: 'note', text: 'Pushing...' },
    { kind: 'note', text: 'Pushing' },
    failed,
  ]),
  '1.2/containers/list': rows(toContainer, [
    {
      id: '8dfafdbc3a40',
      name: '8dfafdbc3a40',
      image: 'ubuntu:latest',
      command: 'echo 1',
      createdAt: 1367854155000,
      ...exited,
    },
    { id: '9cd87474be90', name: '9cd87474be90', command: 'echo 222222', ...exited },
    { id: '3176a2479c92', name: '3176a2479c92', image: 'centos:latest', ...exited },
    { id: '4cb07b47f9fb', name: '4cb07b47f9fb', image: 'fedora:latest', createdAt: 1367854152000, ...exited },
  ]),
  '1.2/containers/create': makes('e90e34656806'),
  '1.2/containers/inspect': maps(without(toContainerDetails, 'startedAt'), {
    id: '4fa6e0f0c6786287e131c3852c58a2e01cc697a68231826813597e4994f1d6e2',
    name: '4fa6e0f0c678',
    image: 'ubuntu',
    imageId: 'b750fe79269d2ec9a3c593ef05b4332b1d1a02a62b4accb2c21d589ff2f5f2dc',
    command: 'date',
    createdAt: Date.parse('2013-05-07T12:51:42.041Z'),
    // The page's time of start, `...+02:01360`, is no time; that it was started can be told all the same.
    startedAt: undefined,
    state: 'exited',
    exitCode: 0,
    tty: false,
    ports: [],
    mounts: [],
    endpoints: [],
    limits: {},
    restartPolicy: { name: 'no', maxRetries: 0 },
  }),
  '1.2/containers/changes': rows(toFileChange, [
    { path: '/dev', kind: 'modified' },
    { path: '/dev/kmsg', kind: 'added' },
    { path: '/test', kind: 'added' },
  ]),
  '1.2/containers/export': passes,
  '1.2/containers/start': done,
  '1.2/containers/stop': done,
  '1.2/containers/restart': done,
  '1.2/containers/kill': done,
  '1.2/containers/attach': passes,
  '1.2/containers/wait': maps(toWaitOutcome, { exitCode: 0, error: '' }),
  '1.2/containers/remove': done,
  '1.2/images/list': maps(toImages, [
    {
      id: 'b750fe79269d',
      tags: ['ubuntu:12.04', 'ubuntu:precise'],
      size: 180116135,
      createdAt: 1364102658000,
    },
  ]),
  // Nobody asks for it: the route is gone since API 1.7. The bytes would do no harm.
  '1.2/images/viz': passes,
  '1.2/images/create': progress([
    { kind: 'note', text: 'Pulling...' },
    { kind: 'note', text: 'Pulling' },
    failed,
  ]),
  '1.2/images/insert': progress([
    { kind: 'note', text: 'Inserting...' },
    { kind: 'note', text: 'Inserting' },
    failed,
  ]),
  '1.2/images/inspect': maps((body) => toImageDetails(body, []), {
    id: 'b750fe79269d2ec9a3c593ef05b4332b1d1a02a62b4accb2c21d589ff2f5f2dc',
    platform: '',
    createdAt: Date.parse('2013-03-24T05:24:18.818Z'),
    config: { command: ['/bin/bash'], entrypoint: [], environment: [], volumes: [] },
    layers: [],
  }),
  '1.2/images/history': maps(
    (body) => toImageDetails({}, body).layers,
    [
      { text: '', size: 0, createdAt: 1364068391000 },
      { text: '/bin/bash', size: 0, createdAt: 1364102658000 },
    ],
  ),
  '1.2/images/push': progress([
    { kind: 'note', text: 'Pushing...' },
    { kind: 'note', text: 'Pushing' },
    failed,
  ]),
  '1.2/images/tag': done,
  '1.2/images/remove': maps(toRemovedImages, {
    untagged: ['3e2f21a89f'],
    deleted: ['3e2f21a89f', '53b4f83ac9'],
  }),
  '1.2/images/build': passes,
  '1.2/images/commit': makes('596069db4bf5'),
  '1.2/registry/search': rows(toSearchHit, [
    { name: 'cespare/sshd', description: '', stars: 0, official: false },
    { name: 'johnfuller/sshd' },
    { name: 'dhrp/mongodb-sshd' },
  ]),
  '1.2/registry/auth': maps(toLoginAnswer, { message: 'Login Succeeded' }),
  '1.2/system/info': maps(toSystemInfo, {
    containers: { total: 11 },
    images: 16,
    debug: false,
    missingLimits: ['swap'],
    id: '',
    release: '',
    warnings: [],
  }),
  // No release of this number ever had an API; the official client's guess is what is left.
  '1.2/system/version': negotiates({ release: '0.2.2', api: '1.24' }),
};
