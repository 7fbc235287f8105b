import { describe, expect, test } from 'vitest';
import type { LayerProgress } from '#shared/model/image';
import { image } from '#tests/support/models';
import { defaultView } from '../views';
import { arrangeImages, readImageToken } from './arrange';
import { imageName, isAmong, splitReference } from './names';
import { pullRate, pullTotals } from './pull';

const view = defaultView.images;

describe('references', () => {
  test.each([
    ['nginx:1.29-alpine', 'nginx', ':1.29-alpine'],
    ['nginx', 'nginx', ''],
    ['registry:5000/shop/api', 'registry:5000/shop/api', ''],
    ['registry:5000/shop/api:2', 'registry:5000/shop/api', ':2'],
    ['nginx@sha256:abc', 'nginx', '@sha256:abc'],
  ])('%s', (reference, repository, tag) => {
    expect(splitReference(reference)).toEqual({ repository, tag });
  });

  test.each([
    ['busybox', true],
    ['busybox:latest', true],
    ['docker.io/library/busybox', true],
    ['busybox:1.37', false],
    ['tools', true],
    ['registry:5000/busybox', false],
    ['busybox@sha256:abc', true],
    ['sha256:cdcdcdcd', true],
    ['cdcdcd', true],
    ['abcdef', false],
  ])('%s is among images as the engine names them: %s', (reference, among) => {
    const images = [
      image({ tags: ['docker.io/library/busybox:latest'], digests: ['busybox@sha256:abc'] }),
      image({ tags: ['localhost/tools:latest'], id: `sha256:${'cd'.repeat(32)}` as never }),
    ];
    expect(isAmong(images, reference)).toBe(among);
  });

  test('an untagged image is called by its id', () => {
    expect(imageName(image({ tags: [], id: `sha256:${'ab'.repeat(32)}` as never }))).toBe(
      'Untagged abababababab',
    );
  });
});

describe('arranging images', () => {
  const images = [
    image({ tags: ['web:2'], size: 5, createdAt: 2, usedBy: [{ id: 'c' as never, name: 'web' }] }),
    image({ tags: ['api:10'], size: 9, createdAt: 3 }),
    image({ tags: [], size: 7, createdAt: 1 }),
  ];
  const names = (asked: Partial<typeof view>): string =>
    arrangeImages(images, { ...view, ...asked })
      .map(({ key }) => images.find(({ id }) => id === key)?.tags[0] ?? 'none')
      .join(' ');

  test('by name with untagged ones last, by size, by use', () => {
    expect(names({})).toBe('api:10 web:2 none');
    expect(names({ sort: { by: 'size', descending: true } })).toBe('api:10 none web:2');
    expect(names({ sort: { by: 'usedBy', descending: false } })).toMatch(/^web:2/);
  });

  test('filters by words, tokens and use', () => {
    expect(names({ segment: 'unused' })).toBe('api:10 none');
    expect(names({ filter: { tokens: [], text: 'api:1' } })).toBe('api:10');
    expect(names({ filter: { tokens: [{ key: 'usedby', value: 'web' }], text: '' } })).toBe('web:2');
    expect(readImageToken('nginx:1')).toBeUndefined();
  });
});

describe('progress of a pull', () => {
  const layer = (phase: LayerProgress['phase'], current: number, total: number): LayerProgress => ({
    id: `${phase}${current}`,
    phase,
    current,
    total,
  });

  test('is unknown until a size is known, and full only at the end', () => {
    expect(pullTotals([layer('waiting', 0, 0)]).fraction).toBeUndefined();
    expect(pullTotals([layer('extracting', 0, 100)]).fraction).toBeCloseTo(0.8);
    expect(pullTotals([layer('done', 100, 100), layer('exists', 0, 0)]).fraction).toBe(1);
  });

  test('counts what is fetched, not what was there', () => {
    const totals = pullTotals([layer('exists', 50, 50), layer('downloading', 25, 100)]);
    expect(totals).toMatchObject({ current: 25, total: 100, active: 1 });
  });

  test('a rate needs half a second', () => {
    expect(
      pullRate([
        { at: 0, current: 0 },
        { at: 400, current: 9 },
      ]),
    ).toBeUndefined();
    expect(
      pullRate([
        { at: 0, current: 0 },
        { at: 2000, current: 10 },
      ]),
    ).toBe(5);
  });
});
