import { afterEach, describe, expect, test } from 'vitest';
import { defaultTerminalLook } from '../state/terminal-look';
import { type InputKind, ShellTerminal } from './shell-terminal';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let terminal: ShellTerminal | undefined;
afterEach(() => {
  terminal?.dispose();
  document.body.replaceChildren();
});

interface Shown {
  readonly terminal: ShellTerminal;
  /** What reached the shell, with how it was made. */
  readonly input: (readonly [string, InputKind])[];
  readonly print: (text: string) => Promise<void>;
}

async function show(): Promise<Shown> {
  const host = document.createElement('div');
  document.body.append(host);
  const input: (readonly [string, InputKind])[] = [];
  const nothing = (): void => undefined;
  const shown = new ShellTerminal(
    host,
    {
      onInput: (bytes, kind) => input.push([decoder.decode(bytes), kind]),
      onSize: nothing,
      onPaste: nothing,
      onLink: nothing,
      onHoverLink: nothing,
      onTitle: nothing,
      onLeave: nothing,
      onFind: nothing,
      onCopy: nothing,
      onZoom: nothing,
      onHits: nothing,
    },
    defaultTerminalLook,
    true,
  );
  terminal = shown;
  await shown.open();
  return {
    terminal: shown,
    input,
    print: (text) => new Promise((resolve) => shown.write(encoder.encode(text), resolve)),
  };
}

/** Presses a key as a browser tells of it, with Ctrl and Shift; gives whether the app hears of it. */
function press(key: string, keyCode: number, code = '', held: KeyboardEventInit = {}): boolean {
  let heard = false;
  const listen = (): void => {
    heard = true;
  };
  window.addEventListener('keydown', listen);
  const init = {
    key,
    code,
    ctrlKey: true,
    shiftKey: true,
    ...held,
    bubbles: true,
    cancelable: true,
  };
  const event = new KeyboardEvent('keydown', init);
  // xterm goes by the number that browsers tell of a key.
  Object.defineProperty(event, 'keyCode', { value: keyCode });
  document.querySelector('textarea')?.dispatchEvent(event);
  window.removeEventListener('keydown', listen);
  return heard;
}

describe('keys with Ctrl and Shift', () => {
  test.each([
    ['_', 189, '\u001f'],
    ['@', 50, '\u0000'],
    ['ArrowDown', 40, '\u001b[1;6B'],
  ])('reach the shell where the app has no use for them: %s', async (key, keyCode, bytes) => {
    const { input } = await show();
    expect(press(key, keyCode)).toBe(false);
    expect(input).toEqual([[bytes, 'typed']]);
  });

  test.each([
    ['ArrowRight', 39, ''],
    ['D', 68, ''],
    ['T', 84, ''],
    ['|', 220, 'Backslash'],
  ])('reach the app alone where it uses them: %s', async (key, keyCode, code) => {
    const { input } = await show();
    expect(press(key, keyCode, code)).toBe(true);
    expect(input).toEqual([]);
  });
});

describe('a terminal whose program hears nothing', () => {
  test('sends no key and no paste, and leaves every key to the app', async () => {
    const { terminal: shell, input } = await show();
    shell.setHears(false);
    shell.paste('text');
    expect(press('Tab', 9, 'Tab', { ctrlKey: false, shiftKey: false })).toBe(true);
    expect(press('a', 65, 'KeyA', { ctrlKey: false, shiftKey: false })).toBe(true);
    expect(input).toEqual([]);
    shell.setHears(true);
    expect(press('Tab', 9, 'Tab', { ctrlKey: false, shiftKey: false })).toBe(false);
    expect(input).toEqual([['\t', 'typed']]);
  });
});

describe('a paste', () => {
  const bracketsOn = '\u001b[?2004h';

  test.each([
    ['the end of its brackets', 'a\u001b[201~rm -rf /\n', 'a[201~rm -rf /\r'],
    ['the end of its brackets in eight bits', 'a\u009b201~rm\n', 'a201~rm\r'],
    ['an end that is made by taking one out', '\u001b\u001b[201~x', '[201~x'],
    ['any other sequence', '\u001b]0;title\u0007x', ']0;title\u0007x'],
  ])('cannot leave its brackets with %s', async (_with, text, pasted) => {
    const { terminal: shell, input, print } = await show();
    await print(bracketsOn);
    shell.paste(text);
    expect(input).toEqual([[`\u001b[200~${pasted}\u001b[201~`, 'pasted']]);
  });

  test('is what was copied where the shell asked for no brackets', async () => {
    const { terminal: shell, input } = await show();
    shell.paste('echo \u2026 \u00fc\tx');
    expect(input).toEqual([['echo \u2026 \u00fc\tx', 'pasted']]);
  });
});
