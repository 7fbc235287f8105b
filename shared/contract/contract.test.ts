import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Container } from '../model/container';
import type { EngineId } from '../model/ids';
import type { LogItem } from '../model/log';
import {
  type CallInput,
  type CallOutput,
  contract,
  type StreamItem,
  type StreamUpward,
  type WatchInput,
  type WatchValue,
} from './index';

describe('the contract', () => {
  test('gives both ends their types', () => {
    expectTypeOf<CallInput<'app.openLink'>>().toEqualTypeOf<{ url: string }>();
    expectTypeOf<CallOutput<'app.openLink'>>().toEqualTypeOf<{ readonly opened: boolean }>();
    expectTypeOf<WatchInput<'containers.list'>>().toEqualTypeOf<{ engineId: EngineId }>();
    expectTypeOf<WatchValue<'containers.list'>>().toEqualTypeOf<Container>();
    expectTypeOf<StreamItem<'containers.logs'>>().toEqualTypeOf<LogItem>();
    expectTypeOf<StreamUpward<'terminals.attach'>>().toExtend<Uint8Array>();
  });

  test('refuses ids that could leave their place in a path', () => {
    const input = contract['containers.inspect'].input;
    expect(input.safeParse({ engineId: 'e', id: '../../images/x' }).success).toBe(false);
    expect(input.safeParse({ engineId: 'e', id: 'a'.repeat(64) }).success).toBe(true);
  });

  test.each(['../containers/x', 'a/../b', '/a', 'a//b', 'a?b', ''])(
    'refuses “%s” as an image',
    (reference) => {
      const input = { engineId: 'e', targets: [{ reference, name: 'x' }] };
      expect(contract['images.remove'].input.safeParse(input).success).toBe(false);
    },
  );

  test('bounds what a page can ask for at once', () => {
    const target = { id: 'a'.repeat(64), name: 'web' };
    const many = { engineId: 'e', action: 'stop', targets: Array.from({ length: 2001 }, () => target) };
    expect(contract['containers.act'].input.safeParse(many).success).toBe(false);
    expect(contract['stats.samples'].input.safeParse({ engineId: 'e', ids: [] }).success).toBe(false);
  });
});
