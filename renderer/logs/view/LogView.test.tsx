import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chunkOfLines } from '#tests/support/log-lines';
import { initialState, store } from '../../state/store';
import { TooltipProvider } from '../../ui/Tooltip';
import { FakeModel, fakeSource } from '../fake-model';
import { noSearch } from '../model/types';
import { LogView } from './LogView';

let model: FakeModel;
const copied: string[] = [];

function show(props: { readonly letterKeys?: boolean } = {}) {
  return render(
    <TooltipProvider>
      <LogView model={model} name="api" active {...props} />
    </TooltipProvider>,
  );
}

const log = (): HTMLElement => screen.getByRole('log', { name: 'Logs' });
const key = (name: string, more: object = {}): void => {
  fireEvent.keyDown(log(), { key: name, ...more });
};
const lines = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `line ${at}`);
const shown = (): readonly string[] =>
  [...log().querySelectorAll(':scope [data-selectable]')].map((each) => each.textContent);

beforeEach(() => {
  model = new FakeModel();
  copied.length = 0;
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(408);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(20);
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
});

afterEach(() => {
  cleanup();
  act(() => store.setState(initialState(), true));
});

describe('a line that was cut at 1 MiB', () => {
  test('says so where it is shown whole, and in what is copied of it', () => {
    const { bytes, flags } = chunkOfLines([{ ms: 0, nanos: 0, stderr: false, text: 'x'.repeat(1_200_000) }])!;
    show();
    act(() => model.add({ text: new TextDecoder().decode(bytes), flags: flags[0]! }, 'short'));
    fireEvent.click(screen.getByRole('button', { name: /more characters/ }));
    const dialog = screen.getByRole('dialog', { name: /Line of 1.048.576 characters/ });
    expect(within(dialog).getByText(/^The line is longer than 1 MB\./)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Copy line' }));
    expect(copied).toHaveLength(1);
    expect(copied[0]).toMatch(/x \[cut: the line is longer than 1 MiB\]$/);
  });
});

describe('containers of which one could not be read', () => {
  test('say which, and are asked again', () => {
    const error = { kind: 'engine-error', status: 500, message: 'Broken.' } as const;
    act(() =>
      model.set({
        sources: [fakeSource(0, 'api'), fakeSource(1, 'web', { status: { kind: 'failed', error } })],
      }),
    );
    show();
    expect(screen.getByText('web could not be read')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Read again' }));
    expect(model.calls).toContain('read again');
  });

  test('are not asked again for one that was removed', () => {
    const error = { kind: 'not-found', message: 'There is no container “web” any more.' } as const;
    act(() =>
      model.set({
        sources: [fakeSource(0, 'api'), fakeSource(1, 'web', { status: { kind: 'failed', error } })],
      }),
    );
    show();
    expect(screen.queryByRole('button', { name: 'Read again' })).toBeNull();
  });
});

describe('older lines that could not be loaded', () => {
  test('say why and what to do, wherever the view stands', () => {
    const problem = 'The limit of held lines is reached.';
    show();
    act(() => model.add(...lines(500)));
    act(() => model.set({ older: { ...model.older, problem } }));
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.getByText(`Older lines were not loaded. ${problem}`)).toBeTruthy();
    act(() => model.set({ older: { ...model.older, problem: undefined } }));
    expect(screen.queryByText(/^Older lines were not loaded/)).toBeNull();
  });
});

describe('the rows', () => {
  test('are few, however long the log is, and follow its end', () => {
    show();
    act(() => model.add(...lines(5000)));
    expect(shown().length).toBeLessThan(60);
    expect(shown().at(-1)).toBe('line 4999');
    act(() => model.add('and one more'));
    expect(shown().at(-1)).toBe('and one more');
  });

  test('stay where they are while one reads above, whatever comes at either end', () => {
    show();
    act(() => model.add(...lines(1000)));
    fireEvent.wheel(log(), { deltaY: -2000 });
    expect(model.paused).toBe('scroll');
    const top = model.viewTop;
    expect(top).toBeCloseTo(880, 5);
    act(() => model.add(...lines(500)));
    act(() => model.addOlder(...lines(300)));
    expect(model.viewTop).toBe(top);
    expect(shown()).toContain('line 880');
    const pill = screen.getByRole('button', { name: /500 new lines/ });
    fireEvent.click(pill);
    expect(model.paused).toBeUndefined();
    expect(shown().at(-1)).toBe('line 499');
  });

  test('scrolled back to the end follow again', () => {
    show();
    act(() => model.add(...lines(100)));
    fireEvent.wheel(log(), { deltaY: -100 });
    expect(model.paused).toBe('scroll');
    fireEvent.wheel(log(), { deltaY: 60 });
    expect(model.paused).toBe('scroll');
    fireEvent.wheel(log(), { deltaY: 60 });
    expect(model.paused).toBeUndefined();
  });

  test('ask for older ones near the beginning, and say what is there', () => {
    show();
    act(() => model.add(...lines(300)));
    key('Home');
    expect(model.calls).toContain('older');
    expect(model.viewTop).toBe(0);
    expect(screen.getByText('Older lines are not loaded')).toBeTruthy();
    act(() =>
      model.set({ older: { ...model.older, loading: { what: 'page', lines: 24_000, back: undefined } } }),
    );
    fireEvent.click(within(log()).getByRole('button', { name: 'Cancel' }));
    expect(model.calls).toContain('cancel');
    act(() => model.set({ older: { ...model.older, loading: undefined, atStart: true } }));
    expect(screen.getByText('This is the beginning of the log')).toBeTruthy();
  });
});

describe('keys in the list', () => {
  test('move, select and copy, with and without the gutter', async () => {
    show();
    act(() => model.add(...lines(50)));
    key('ArrowUp');
    expect(model.paused).toBe('key');
    key('ArrowUp');
    key('ArrowUp', { shiftKey: true });
    expect(model.selection).toEqual({ from: 47, to: 48 });
    key('c', { ctrlKey: true });
    key('C', { ctrlKey: true, shiftKey: true });
    key('a', { ctrlKey: true });
    expect(model.selection).toEqual({ from: 0, to: 49 });
    key('Escape');
    expect(model.selection).toBeUndefined();
    await vi.waitFor(() => expect(copied).toEqual(['plain: line 47|line 48', 'source: line 47|line 48']));
  });

  test('switch what is shown, unless single letters are off', () => {
    const { unmount } = show();
    act(() => model.add(...lines(3)));
    key('w');
    key('t');
    key('1');
    expect(model.options).toMatchObject({ wrap: true, times: 'utc', hiddenLevels: [5, 6] });
    expect(screen.getByRole('button', { name: 'Errors' }).getAttribute('aria-pressed')).toBe('false');
    key('m');
    expect(model.marked?.sequence).toBe(2);
    key('n');
    key('N');
    key('F3', { shiftKey: true });
    expect(model.calls.filter((call) => call.startsWith('step'))).toEqual(['step 1', 'step -1', 'step -1']);
    key(' ');
    expect(model.paused).toBe('key');
    key('f');
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Filter logs' }));
    unmount();
    show({ letterKeys: false });
    key('w');
    expect(model.options.wrap).toBe(true);
  });

  test('act on the line that find went to', () => {
    show();
    act(() => model.add(...lines(15)));
    act(() => model.set({ currentHit: 7 }));
    key('m');
    expect(model.marked?.sequence).toBe(7);
    key('ArrowDown');
    key('m');
    expect(model.marked?.sequence).toBe(8);
  });

  test('mute and solo sources', () => {
    model.sources = [fakeSource(0, 'api'), fakeSource(1, 'web')];
    show();
    key('2', { altKey: true, code: 'Digit2' });
    key('!', { altKey: true, shiftKey: true, code: 'Digit1' });
    expect(model.calls).toContain('mute 1 true');
    expect(model.calls).toContain('solo 0 true');
    const web = screen.getByRole('group', { name: 'Source web' });
    expect(within(web).getByRole('button', { name: 'Mute web' }).getAttribute('aria-pressed')).toBe('true');
  });

  test('g asks for a time, says what is wrong beside it, and goes there', () => {
    show();
    const time = Date.parse('2026-11-20T14:05:08Z');
    act(() => model.add({ text: 'then', time }));
    act(() => model.setOptions({ times: 'utc' }));
    key('g');
    const dialog = screen.getByRole('dialog', { name: 'Go to time' });
    const field = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Time' });
    fireEvent.change(field, { target: { value: '2026-11-20 25:00' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(within(dialog).getByRole('alert').textContent).toContain('\u201c25\u201d');
    expect(field.value).toBe('2026-11-20 25:00');
    fireEvent.change(field, { target: { value: '2026-11-20 14:05' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(model.calls).toContain(`seek ${Date.parse('2026-11-20T14:05:00Z')}`);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('more sources than fit', () => {
  test('are told of at both ends, and brought into view', () => {
    const placeOf = (element: Element): number =>
      [...(element.parentElement?.children ?? [])].indexOf(element) * 300;
    vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(300);
    vi.spyOn(HTMLElement.prototype, 'offsetLeft', 'get').mockImplementation(function (this: HTMLElement) {
      return placeOf(this);
    });
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(function (this: Element) {
      const strip = this.parentElement!;
      strip.scrollLeft = placeOf(this);
      fireEvent.scroll(strip);
    });
    model.sources = ['api', 'web', 'db', 'mail'].map((name, at) => fakeSource(at, name));
    show();
    expect(screen.queryByRole('button', { name: /more sources? before/ })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show 2 more sources behind' }));
    expect(screen.queryByRole('button', { name: /more sources? behind/ })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Solo db' }));
    fireEvent.click(screen.getByRole('button', { name: 'Show 2 more sources before' }));
    expect(screen.getByRole('button', { name: 'Show 1 more source before' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Show 1 more source behind' })).toBeTruthy();
  });
});

describe('the search field', () => {
  test('tells the model after each key, counts, and says what is wrong and where', () => {
    show();
    fireEvent.keyDown(log(), { key: 'f', ctrlKey: true });
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Find in logs' });
    expect(document.activeElement).toBe(field);
    fireEvent.change(field, { target: { value: 'ti' } });
    fireEvent.change(field, { target: { value: 'tim(' } });
    expect(model.calls).toContain('find ti');
    const input = { ...noSearch, text: 'tim(' };
    act(() =>
      model.set({
        find: { ...model.find, input, problem: { message: 'A bracket is not closed.', from: 3, to: 4 } },
      }),
    );
    const problem = screen.getByRole('alert');
    expect(problem.textContent).toContain('A bracket is not closed.');
    expect(problem.querySelector('mark')?.textContent).toBe('(');
    expect(field.value).toBe('tim(');
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    act(() => field.focus());
    expect(screen.getByRole('alert')).toBeTruthy();
    act(() => model.set({ find: { ...model.find, problem: undefined, count: 41, current: 7 } }));
    expect(screen.getByTitle('Lines that match').textContent).toBe('7 of 41');
  });

  test('is left for the log by Escape with what is searched, which a button clears', () => {
    show();
    fireEvent.keyDown(log(), { key: 'f', ctrlKey: true });
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Find in logs' });
    expect(screen.queryByRole('button', { name: 'Clear find' })).toBeNull();
    fireEvent.change(field, { target: { value: 'timeout' } });
    fireEvent.keyDown(field, { key: 'Escape' });
    expect([model.find.input.text, field.value]).toEqual(['timeout', 'timeout']);
    expect(document.activeElement).toBe(log());
    fireEvent.click(screen.getByRole('button', { name: 'Clear find' }));
    expect([model.find.input.text, field.value]).toEqual(['', '']);
    expect(document.activeElement).toBe(field);
    act(() => model.setOptions({ mode: 'filter' }));
    fireEvent.change(screen.getByRole('combobox', { name: 'Filter logs' }), { target: { value: 'x' } });
    expect(screen.getByRole('button', { name: 'Clear filter' })).toBeTruthy();
  });

  test('completes terms of the query language and shows them as chips that can be taken out', () => {
    model.sources = [fakeSource(0, 'api'), fakeSource(1, 'web')];
    show();
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Find in logs' });
    fireEvent.change(field, { target: { value: 'timeout source:w' } });
    field.setSelectionRange(16, 16);
    fireEvent.change(field, { target: { value: 'timeout source:we' } });
    expect(screen.getByRole('option', { name: /web/ })).toBeTruthy();
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(field.value).toBe('timeout source:web');
    fireEvent.click(screen.getByRole('button', { name: 'Remove source:web' }));
    expect(model.find.input.text).toBe('timeout');
  });

  test('keeps searches under a name and brings them back', async () => {
    show();
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Find in logs' });
    fireEvent.change(field, { target: { value: 'level:error' } });
    const menu = async (): Promise<void> => {
      fireEvent.keyDown(screen.getByRole('button', { name: 'Saved searches' }), { key: 'Enter' });
      await screen.findByRole('menu', { name: 'Saved searches' });
    };
    await menu();
    fireEvent.click(screen.getByRole('menuitem', { name: /Save this search/ }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'bad ones' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(store.getState().preferences.logSearches).toMatchObject([
      { name: 'bad ones', text: 'level:error' },
    ]);
    fireEvent.change(field, { target: { value: '' } });
    await menu();
    fireEvent.click(screen.getByRole('menuitem', { name: /bad ones/ }));
    expect(model.find.input.text).toBe('level:error');
    expect(field.value).toBe('level:error');
  });
});

describe('what is around the rows', () => {
  test('says why a log cannot be read and tries again', () => {
    show();
    const message = 'configured logging driver does not support reading';
    act(() =>
      model.set({ status: { kind: 'failed', error: { kind: 'engine-error', status: 500, message } } }),
    );
    expect(screen.getByRole('alert').textContent).toContain('does not support reading');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(model.calls).toContain('read again');
  });

  test('says that everything is hidden and by what, and shows it again', () => {
    show();
    act(() => {
      model.held = { ...model.held, lines: 12 };
      model.setOptions({ hiddenLevels: [3] });
    });
    expect(screen.getByText('12 lines are hidden by levels that are switched off.')).toBeTruthy();
    act(() => model.set({ byPattern: true }));
    expect(screen.getByText(/ and patterns that are not shown\.$/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show all lines' }));
    expect([model.options.hiddenLevels, model.byPattern]).toEqual([[], false]);
  });

  test('a menu on a line copies it and filters by its level', async () => {
    show();
    act(() => model.add({ text: 'boom', level: 5 }));
    fireEvent.contextMenu(log(), { button: 2, clientX: 40, clientY: 395 });
    const menu = await screen.findByRole('menu', { name: 'Actions for the line' });
    fireEvent.click(within(menu).getByRole('menuitem', { name: /Copy as Markdown/ }));
    await vi.waitFor(() => expect(copied).toEqual(['markdown: boom']));
  });

  test('holds the model while it is active, and lets go of it', () => {
    const { unmount } = show();
    expect(model.calls).toEqual(['hold']);
    unmount();
    expect(model.calls).toEqual(['hold', 'release']);
    expect(model.store.listeners).toBe(0);
  });
});
