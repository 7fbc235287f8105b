import type { Terminal } from '@xterm/xterm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedEngine } from '../setup/shared-engine';
import { until } from '../support/wait';
import { xtermCore } from '../support/xterm-core';
import { type Desk, type DeskView, openDesk } from './terminal-desk';

const engine = sharedEngine();

/** Has the whole screen, writes more than a session holds, and draws anew only when its size changes, as editors do. */
const program = `
draw() { printf '\\033[2J\\033[H'; for i in 1 2 3; do printf 'row %s of the whole screen\\r\\n' $i; done; }
trap draw WINCH
printf '\\033[?1049h\\033[?1000h'
draw
n=0
while [ $n -lt 7000 ]; do n=$((n + 1)); printf '\\033[10;1Hcounted to %s, and so on and so on' $n; done
printf '\\033[12;1Hready now'
while :; do read -t 1 line; done
`;

/** What a terminal shows of what a view has got. */
async function shown(view: DeskView): Promise<{ readonly terminal: Terminal; readonly screen: string }> {
  const terminal = xtermCore({ cols: 80, rows: 24 });
  await new Promise<void>((resolve) => {
    terminal.write(view.text(), resolve);
  });
  const { active } = terminal.buffer;
  const lines = Array.from({ length: 24 }, (_, i) => active.getLine(i)?.translateToString(true) ?? '');
  return { terminal, screen: lines.join('\n') };
}

describe.skipIf(engine === undefined)('a program with the whole screen', () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await openDesk(engine!);
    await desk.run('editor', 'busybox', 'sleep', '6000');
  });

  afterAll(() => desk.close());

  test('stands whole in a view that comes when its beginning is held no longer', async () => {
    const id = await desk.running('editor', {
      program: { kind: 'command', command: ['sh', '-c', program] },
    });
    const first = desk.view(id);
    await until('the program to wait', () => first.text().includes('ready now'));
    first.close();
    const second = desk.view(id);
    await until('the screen drawn anew', async () => (await shown(second)).screen.includes('row 3'));
    const { terminal, screen } = await shown(second);
    expect(screen.split('\n').slice(0, 3)).toEqual([1, 2, 3].map((row) => `row ${row} of the whole screen`));
    expect(terminal.buffer.active.type).toBe('alternate');
    expect(terminal.modes.mouseTrackingMode).toBe('vt200');
    expect(desk.sessions.get(id)?.status).toBe('running');
    second.close();
    await desk.closeSession(id);
  });
});
