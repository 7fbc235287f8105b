import type { Page } from 'playwright-core';
import { launchApp } from '../e2e/harness';
import { until } from '../support/wait';
import { type BareExec, bareExec } from './bare-exec';
import { type Bench, type BenchContext, type Figures, medians } from './bench';
import { type BenchPage, openBenchCore } from './bench-core';
import { percentile } from './log-window';
import type { TerminalRequest } from './terminal-page';

const container = 'echo';
const rounds = 5;
const keysPerRound = 200;
/** The first keys warm both sides up. */
const leftOut = 20;
const keysShown = 200;

/**
 * Keys typed into `cat` with a TTY, in turn on a bare socket and through contract and port into a worker; then in the
 * built app, from the key's event to the drawing that follows its echo.
 */
export const bench: Bench = {
  name: 'terminal-echo',
  description:
    'From a key to its echo, beside a bare socket, and to its drawing in Chromium (needs npm run build)',
  run: async (context) => {
    await context.engine.importBusybox();
    const ran = await context.engine.docker(['run', '-d', '--name', container, 'busybox', 'sleep', '3600']);
    try {
      const runs = await overPorts(context, ran.stdout.trim());
      const rendered = await inChromium(context);
      return { figures: { ...medians(runs), ...rendered }, runs: [...runs, rendered] };
    } finally {
      await context.engine.docker(['rm', '-f', container]);
    }
  },
};

async function overPorts(context: BenchContext, containerId: string): Promise<readonly Figures[]> {
  const main = await openBenchCore(context);
  const page = main.page('./terminal-page.ts');
  const bare = await bareExec(context, containerId, ['cat']);
  try {
    await message(page);
    const ask: TerminalRequest = { port: page.port, engineId: main.engineId, containerId, command: ['cat'] };
    page.worker.postMessage(ask, [page.port]);
    await message(page);
    await until('the command to run', () =>
      [...main.core.terminals.sessions.values()].some(({ status }) => status === 'running'),
    );
    const runs: Figures[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [socket, own]: [number[], number[]] = [[], []];
      for (let key = 0; key < keysPerRound + leftOut; key += 1) {
        const bytes = Uint8Array.of(97 + (key % 26));
        // Neither always goes first.
        const first = key % 2 === 0;
        if (first) socket.push(await typeBare(bare, bytes));
        page.worker.postMessage(bytes);
        own.push((await message(page)) as number);
        if (!first) socket.push(await typeBare(bare, bytes));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      // A terminal's line takes 4096 characters.
      await typeBare(bare, Uint8Array.of(0x15));
      page.worker.postMessage(Uint8Array.of(0x15));
      await message(page);
      const [sorted, ours] = [socket, own].map((all) => all.slice(leftOut).sort((one, two) => one - two));
      if (sorted === undefined || ours === undefined) throw new Error('Nothing was typed.');
      const run = {
        socket_p50_ms: percentile(sorted, 0.5),
        socket_p95_ms: percentile(sorted, 0.95),
        own_p50_ms: percentile(ours, 0.5),
        own_p95_ms: percentile(ours, 0.95),
        over_socket_p50_ms: percentile(ours, 0.5) - percentile(sorted, 0.5),
        over_socket_p95_ms: percentile(ours, 0.95) - percentile(sorted, 0.95),
      };
      context.log(`round ${round + 1}: ${JSON.stringify(run)}`);
      runs.push(run);
    }
    return runs;
  } finally {
    bare.socket.destroy();
    await page.close();
    await main.close();
  }
}

function message(page: BenchPage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    page.worker.once('message', (value) => {
      page.worker.off('error', reject);
      resolve(value);
    });
    page.worker.once('error', reject);
  });
}

function typeBare({ socket }: BareExec, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve) => {
    const typedAt = performance.now();
    socket.once('data', () => {
      socket.pause();
      resolve(performance.now() - typedAt);
    });
    socket.resume();
    socket.write(bytes);
  });
}

declare global {
  interface Window {
    benchDrawn: number[];
  }
}

async function inChromium(context: BenchContext): Promise<Figures> {
  const app = await launchApp({ dockerHost: context.dockerHost });
  try {
    const { page } = app;
    await app.containers();
    await app.row(container).getByRole('link', { name: container, exact: true }).click();
    await page.getByRole('tab', { name: 'Shell' }).click();
    const shell = page.getByRole('group', { name: `Shell in ${container}` });
    await shell.waitFor();
    await page.waitForFunction(() => document.querySelector('.xterm.focus') !== null);
    await measureDrawing(page);
    await page.keyboard.type('cat\n');
    await page.waitForTimeout(1000);
    await page.evaluate(() => {
      window.benchDrawn = [];
    });
    for (let key = 0; key < keysShown; key += 1) {
      await page.keyboard.press(key % 60 === 59 ? 'Enter' : 'a');
      await page.waitForFunction((count) => window.benchDrawn.length > count, key, { timeout: 10_000 });
      // Not in step with the frames.
      await page.waitForTimeout(20 + ((key * 7) % 17));
    }
    const drawn = (await page.evaluate(() => window.benchDrawn)).sort((one, two) => one - two);
    return {
      rendered_p50_ms: percentile(drawn, 0.5),
      rendered_p95_ms: percentile(drawn, 0.95),
      keys_rendered: drawn.length,
    };
  } finally {
    await app.close();
  }
}

/**
 * Notes for each key the ms from its event to the first drawing of the terminal after it: a cursor that does not blink
 * draws nothing by itself, so that this is the echo's. Drawn with WebGL where there is one, else in the document.
 */
function measureDrawing(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.benchDrawn = [];
    let typedAt = 0;
    document.addEventListener('keydown', (event) => (typedAt = event.timeStamp), true);
    // A method: a function with a name would need a helper of the compiler that the page does not have.
    const gl = WebGL2RenderingContext.prototype;
    gl.drawElementsInstanced = new Proxy(gl.drawElementsInstanced, {
      apply(draw, context, given) {
        if (typedAt !== 0) window.benchDrawn.push(performance.now() - typedAt);
        typedAt = 0;
        return Reflect.apply(draw, context, given) as unknown;
      },
    });
    const rows = document.querySelector('.xterm-rows');
    if (rows !== null) {
      new MutationObserver(() => {
        if (typedAt !== 0) window.benchDrawn.push(performance.now() - typedAt);
        typedAt = 0;
      }).observe(rows, { childList: true, subtree: true, characterData: true });
    }
  });
}
