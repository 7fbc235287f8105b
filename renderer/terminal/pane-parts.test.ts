import { describe, expect, test } from 'vitest';
import { bufferText } from './buffer-text';
import { type GroupMember, InputGroup } from './input-group';
import { textFileName } from './text-file-name';

const bytes = Uint8Array.of(65);

function member(extra: Partial<GroupMember> = {}): GroupMember & { readonly got: (Uint8Array | string)[] } {
  const got: (Uint8Array | string)[] = [];
  return {
    got,
    send: (sent) => got.push(sent) > 0,
    paste: (text) => void got.push(text),
    runsAtOnce: () => false,
    open: () => true,
    ...extra,
  };
}

describe('typing into several panes', () => {
  test('reaches all others that run, and a paste reaches all of them', () => {
    const group = new InputGroup();
    const [one, two, over] = [member(), member({ runsAtOnce: () => true }), member({ open: () => false })];
    group.join('one', one);
    const leave = group.join('two', two);
    group.join('over', over);
    group.sendFrom('one', bytes);
    expect([one.got, two.got, over.got]).toEqual([[], [bytes], []]);
    expect(group.runsAtOnce('a\nb')).toBe(true);
    group.paste('a\nb');
    expect([one.got, two.got, over.got]).toEqual([['a\nb'], [bytes, 'a\nb'], []]);
    leave();
    expect(group.runsAtOnce('a\nb')).toBe(false);
  });

  test('a pane that was mounted anew is not taken out by the one before', () => {
    const group = new InputGroup();
    const leave = group.join('one', member());
    const later = member();
    group.join('one', later);
    leave();
    group.sendFrom('two', bytes);
    expect(later.got).toEqual([bytes]);
  });
});

describe('the text of a terminal', () => {
  test('joins what was wrapped for want of room, and leaves blank lines at the end out', () => {
    const lines: readonly (readonly [string, boolean])[] = [
      ['$ echo ', false],
      ['long', true],
      ['done   ', false],
      ['', false],
      ['', false],
    ];
    const buffer = {
      length: lines.length,
      getLine: (at: number) => {
        const [text, isWrapped] = lines[at] ?? ['', false];
        return { isWrapped, translateToString: (trim?: boolean) => (trim === true ? text.trimEnd() : text) };
      },
    };
    expect(bufferText(buffer as Parameters<typeof bufferText>[0])).toBe('$ echo long\ndone\n');
    expect(bufferText({ length: 0, getLine: () => undefined })).toBe('');
  });

  test('is saved under a name that every file system takes', () => {
    const at = new Date(2026, 10, 21, 14, 3, 5);
    expect(textFileName('shop/../api v2', at)).toBe('shop-..-api-v2-2026-11-21-140305.txt');
    expect(textFileName('\u202e..', at)).toBe('terminal-2026-11-21-140305.txt');
  });
});
