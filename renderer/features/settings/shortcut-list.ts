/** One line of the list of shortcuts: every way to say it. */
export interface ShortcutLine {
  readonly does: string;
  /** Each way is keys pressed together; `then` between two of them where one follows the other. */
  readonly ways: readonly (readonly string[])[];
  readonly joint?: 'or' | 'then';
}

export interface ShortcutGroup {
  readonly title: string;
  readonly when?: string;
  readonly lines: readonly ShortcutLine[];
}

const line = (does: string, ...ways: readonly (readonly string[])[]): ShortcutLine => ({ does, ways });
const sequence = (does: string, ...keys: readonly string[]): ShortcutLine => ({
  does,
  ways: keys.map((key) => [key]),
  joint: 'then',
});

/** Everything that a key does, where it does it. Kept beside the code that listens: app/shortcuts.ts. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: 'Anywhere',
    lines: [
      line('Search or run a command', ['Ctrl', 'K']),
      line('The same, also inside a shell', ['Ctrl', 'Shift', 'P']),
      line('Show or hide the dock', ['Ctrl', 'J']),
      line('New shell in the dock', ['Ctrl', 'Shift', 'T']),
      line('Switch engine', ['Ctrl', 'Shift', 'E']),
      line('Activity', ['Ctrl', 'Shift', 'A']),
      line('Settings', ['Ctrl', ',']),
      line('Back, forward', ['Alt', 'Left'], ['Alt', 'Right']),
      line('Next or previous region', ['F6'], ['Shift', 'F6']),
      line('This list', ['?']),
    ],
  },
  {
    title: 'Go to',
    when: 'press one after the other',
    lines: [
      sequence('Containers', 'G', 'C'),
      sequence('Images', 'G', 'I'),
      sequence('Logs', 'G', 'L'),
      sequence('Stats', 'G', 'T'),
      sequence('Activity', 'G', 'A'),
      line('By number', ['Ctrl', '1'], ['Ctrl', '2'], ['Ctrl', '3']),
    ],
  },
  {
    title: 'Lists',
    lines: [
      line('Filter', ['/']),
      line('Move', ['Up'], ['Down'], ['J'], ['K']),
      line('First, last row', ['Home'], ['End']),
      line('Open', ['Enter']),
      line('Collapse, expand a group', ['Left'], ['Right']),
      line('Into the row’s controls', ['Right']),
      line('Select, extend', ['Space'], ['Shift', 'Space']),
      line('Select all that is shown', ['Ctrl', 'A']),
      line('Clear the selection', ['Esc']),
      line('Menu', ['Menu'], ['Shift', 'F10']),
    ],
  },
  {
    title: 'Images',
    lines: [line('Pull an image', ['N']), line('Remove', ['Del'])],
  },
  {
    title: 'Connections',
    lines: [
      line('Add a connection', ['N']),
      line('Edit or rename', ['F2']),
      line('Move up, down', ['Alt', 'Up'], ['Alt', 'Down']),
      line('Remove', ['Del']),
    ],
  },
  {
    title: 'Shell',
    when: 'gets all other keys',
    lines: [
      line('Leave it, to its header', ['Ctrl', 'Shift', 'Up']),
      line('Back into it', ['Enter']),
      line('Copy what is selected, paste', ['Ctrl', 'Shift', 'C'], ['Ctrl', 'Shift', 'V']),
      line('Find', ['Ctrl', 'Shift', 'F']),
      line('Larger, smaller, usual text', ['Ctrl', '+'], ['Ctrl', '-'], ['Ctrl', '0']),
    ],
  },
  {
    title: 'Dock and Shell tab',
    lines: [
      line('Split right', ['Ctrl', '\\']),
      line('The same, also inside a shell', ['Ctrl', 'Shift', 'D']),
      line('Split down', ['Ctrl', 'Shift', '\\']),
      line('Previous, next pane', ['Ctrl', 'Shift', 'Left'], ['Ctrl', 'Shift', 'Right']),
      line('Rename a tab', ['F2']),
      line('Close a tab', ['Del']),
    ],
  },
  {
    title: 'Containers',
    when: 'on the current row',
    lines: [
      line('Start or stop', ['S']),
      line('Restart', ['R']),
      line('Pause or unpause', ['P']),
      line('Remove', ['Del']),
      line('Logs, shell', ['L'], ['T']),
      line('Stats, inspect', ['M'], ['I']),
    ],
  },
  {
    title: 'Charts of a container',
    when: 'while they have focus',
    lines: [
      line('Move the cursor, pin it', ['Left'], ['Right'], ['Space']),
      line('Zoom in, out, show all', ['+'], ['-'], ['0']),
      line('Earlier, later', ['Shift', 'Left'], ['Shift', 'Right']),
      line('Show as table', ['Enter']),
    ],
  },
  {
    title: 'Logs',
    when: 'while the log has focus',
    lines: [
      line('Find', ['/'], ['Ctrl', 'F']),
      line('Filter', ['F']),
      line('Next, previous', ['N'], ['Shift', 'N'], ['F3'], ['Shift', 'F3']),
      line('Move', ['Up'], ['Down'], ['J'], ['K']),
      line('Select more, all', ['Shift', 'Up'], ['Shift', 'Down'], ['Ctrl', 'A']),
      line('Expand the line', ['Enter']),
      line('Mark, and count time from it', ['M']),
      line('Go to a time', ['G']),
      line('Follow, oldest line', ['End'], ['Home']),
      line('Pause or follow', ['Space']),
      line('Wrap lines', ['W']),
      line('Times: local, UTC, since then, since the start, none', ['T'], ['D']),
      line('Errors, warnings, info, debug, trace', ['1'], ['2'], ['3'], ['4'], ['5']),
      line('Mute a source, hear it alone', ['Alt', '1'], ['Alt', 'Shift', '1']),
      line('Copy, with time and source', ['Ctrl', 'C'], ['Ctrl', 'Shift', 'C']),
    ],
  },
];
