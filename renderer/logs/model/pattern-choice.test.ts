// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { patternText } from '#shared/logs/patterns/pattern';
import { numbered, shown, TestWindow } from '#tests/support/log-models';

const windows: (() => void)[] = [];
afterEach(() => {
  for (const close of windows.splice(0)) close();
});

describe('a log', () => {
  it.each(['mute', 'only'] as const)(
    'has the patterns of before (%s), after the page was made anew',
    async (choice) => {
      const storage = window.localStorage;
      storage.clear();
      const lines = numbered(0, 200).map((line, at) => ({
        ...line,
        text: at % 2 === 0 ? `INFO health check passed in ${at} ms` : `INFO order ${at} was paid by card`,
      }));
      const before = new TestWindow({ storage });
      before.main.logs.set('a', lines);
      const first = await before.open('a');
      const unwatch = first.model.patterns.watch(() => undefined);
      const health = () =>
        first.model.patterns.snapshot?.patterns.find(({ parts }) => patternText(parts).includes('health'));
      await before.eventually('the patterns', () => health()?.count === 100);
      if (choice === 'mute') first.model.patterns.mute(health()!, true);
      else first.model.patterns.showOnly(health());
      expect(first.model.rows.count).toBe(100);
      unwatch();
      before.models.flush();
      first.close();

      const after = new TestWindow({ storage });
      after.main.logs.set('a', lines);
      const { model, close } = await after.open('a');
      windows.push(close);
      await after.eventually('the choice', () => model.byPattern && model.rows.count === 100);
      expect(shown(model).every((text) => text.includes('health') === (choice === 'only'))).toBe(true);
      model.showAllPatterns();
      expect(model.rows.count).toBe(200);
      after.models.flush();
      const last = await new TestWindow({ storage }).open('a');
      windows.push(last.close);
      expect(last.model.patterns.kept).toEqual({ only: undefined, muted: [] });
      storage.clear();
    },
  );
});
