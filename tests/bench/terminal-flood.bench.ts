import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';
import type { Page } from 'playwright-core';
import { launchChromium } from '#tools/chromium-host/chromium';
import { launchApp } from '../e2e/harness';
import { bareExec } from './bare-exec';
import { type Bench, type BenchContext, type BenchResult, type Figures, median } from './bench';
import { openBenchCore } from './bench-core';
import type { FloodRequest, FloodResult } from './flood-page';
import { heapBytes, inputDelays, percentile } from './log-window';

const container = 'flood';
const megabytes = 100;
/** With a colour, as most programs write. */
const line =
  '\\033[32m2026-11-21 10:00:00\\033[0m GET /v1/orders/48211 status=200 ms=12 user=u_20318 region=eu-central\\n';
/** As it comes from a terminal: a return before each new line. */
const printed = line.replaceAll('\\033', '\x1b').replace('\\n', '\r\n');
const lines = (megabytes * 1_000_000) / 100;
const file = '/tmp/flood';
/** Printed behind it; the line that is typed does not hold it. */
const mark = 'flood-over-42';

/**
 * `cat` of 100 MB in a TTY: on a bare socket; parsed by xterm alone; and through main, contract and port into xterm in a
 * worker. Then the same in the window of the built app, beside xterm drawing it alone in a page, for the window's input
 * and memory.
 */
export const bench: Bench = {
  name: 'terminal-flood',
  description: `cat of ${megabytes} MB in a terminal, beside a bare socket and xterm alone (needs npm run build)`,
  run: async (context) => {
    await context.engine.importBusybox();
    const ran = await context.engine.docker(['run', '-d', '--name', container, 'busybox', 'sleep', '3600']);
    try {
      await write(context);
      const timed = await overPorts(context, ran.stdout.trim());
      const shown = await inWindow(context);
      const ratios = timed.runs.map(
        ({ socket_s = 0, xterm_s = 0, own_s = Number.NaN }) => own_s / Math.max(socket_s, xterm_s),
      );
      return {
        figures: { ...timed.figures, ratio_to_limit: median(ratios), ...shown },
        runs: [...timed.runs, shown],
      };
    } finally {
      await context.engine.docker(['rm', '-f', container]);
    }
  },
};

async function overPorts(context: BenchContext, containerId: string): Promise<BenchResult> {
  const main = await openBenchCore(context);
  const ask = async (request: (port: MessagePort) => FloodRequest): Promise<number> => {
    const page = main.page('./flood-page.ts');
    const next = (): Promise<unknown> =>
      new Promise((resolve, reject) => page.worker.once('message', resolve).once('error', reject));
    try {
      await next();
      const asked = request(page.port);
      page.worker.postMessage(asked, asked.kind === 'run' ? [page.port] : []);
      const { bytes, seconds } = (await next()) as FloodResult;
      if (bytes < lines * 98) throw new Error(`Only ${bytes} bytes came.`);
      return seconds;
    } finally {
      await page.close();
    }
  };
  const run = { kind: 'run', engineId: main.engineId, containerId, command: ['cat', file] } as const;
  try {
    return await context.interleaved({
      socket_s: () => bareSocket(context),
      xterm_s: () => ask(() => ({ kind: 'alone', line: printed, lines })),
      own_s: () => ask((port) => ({ ...run, port })),
    });
  } finally {
    await main.close();
  }
}

async function inWindow(context: BenchContext): Promise<Figures> {
  const app = await openTerminal(context);
  const alone = await openXterm();
  try {
    await app.flood();
    const before = { page: await heapBytes(app.page), main: mainBytes() };
    const drawn = await alone.parse();
    const { seconds, delays } = await app.flood();
    const growth = (await heapBytes(app.page)) - before.page + Math.max(0, mainBytes() - before.main);
    const interrupts: number[] = [];
    for (let times = 0; times < 5; times += 1) interrupts.push(await app.interrupt());
    return {
      interrupt_ms: median(interrupts),
      interrupt_max_ms: Math.max(...interrupts),
      window_s: seconds,
      drawn_alone_s: drawn,
      window_ratio: seconds / drawn,
      input_p95_ms: percentile(delays, 0.95),
      input_max_ms: delays.at(-1) ?? Number.NaN,
      heap_growth_mib: growth / 2 ** 20,
    };
  } finally {
    await alone.close();
    await app.close();
  }
}

async function write(context: BenchContext): Promise<void> {
  const program = `BEGIN { for (i = 0; i < ${lines}; i++) printf "${line}" }`;
  const script = `awk '${program}' > ${file}; wc -c < ${file}`;
  const ran = await context.engine.docker(['exec', container, 'sh', '-c', script], {
    timeoutMillis: 120_000,
  });
  context.log(`wrote ${ran.stdout.trim()} bytes`);
}

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

/** What main holds after a collection, in and beside its heap. */
function mainBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function bareSocket(context: BenchContext): Promise<number> {
  const begun = performance.now();
  const { socket } = await bareExec(context, container, ['sh', '-c', `cat ${file}`]);
  let size = 0;
  await new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk) => (size += chunk.length)).once('end', resolve);
    socket.once('error', reject).resume();
  });
  socket.destroy();
  if (size < megabytes * 990_000) throw new Error(`Only ${size} bytes came.`);
  return (performance.now() - begun) / 1000;
}

interface FloodApp {
  readonly page: Page;
  flood(): Promise<{ readonly seconds: number; readonly delays: readonly number[] }>;
  /** ms from Ctrl+C in a flood without end to what the program says of it, parsed. */
  interrupt(): Promise<number>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    benchTyped: number;
    benchParsed: number;
    benchTail: Uint8Array;
    benchXterm: { write(bytes: Uint8Array, done: () => void): void };
  }
}

/** The built app with a shell in its terminal. */
async function openTerminal(context: BenchContext): Promise<FloodApp> {
  const app = await launchApp({ dockerHost: context.dockerHost });
  const { page } = app;
  await app.containers();
  await app.row(container).getByRole('link', { name: container, exact: true }).click();
  await page.getByRole('tab', { name: 'Shell' }).click();
  await page.waitForFunction(() => document.querySelector('.xterm.focus') !== null);
  await page.waitForFunction(watchTerminal, mark);
  const forget = (): Promise<void> =>
    page.evaluate(() => {
      window.benchParsed = 0;
      window.benchTail = new Uint8Array(0);
    });
  return {
    page,
    interrupt: async () => {
      await page.evaluate(() => {
        document.addEventListener('keydown', (event) => (window.benchTyped = event.timeStamp), true);
      });
      const endless = `while :; do cat ${file}; done`;
      await page.keyboard.type(`(trap 'echo flood-over-$((6*7)); exit' INT; ${endless})\n`);
      await page.waitForTimeout(2000);
      await forget();
      await page.keyboard.press('Control+c');
      await page.waitForFunction(() => window.benchParsed > 0, undefined, { timeout: 60_000 });
      return page.evaluate(() => window.benchParsed - window.benchTyped);
    },
    flood: async () => {
      await forget();
      await page.keyboard.type(`cat ${file}; echo flood-over-$((6*7))`);
      const begun = performance.now();
      await page.keyboard.press('Enter');
      const parsed = page.waitForFunction(() => window.benchParsed > 0, undefined, { timeout: 120_000 });
      const delays = await inputDelays(page, 100, parsed);
      await parsed;
      return { seconds: (performance.now() - begun) / 1000, delays };
    },
    close: () => app.close(),
  };
}

/** Runs in the page: notes when the terminal on screen has parsed a text. Nothing of the product knows of it. */
function watchTerminal(text: string): boolean {
  interface Hook {
    readonly memoizedState: unknown;
    readonly next: Hook | null;
  }
  interface Fiber {
    readonly memoizedState: unknown;
    readonly return: Fiber | null;
  }
  interface Terminal {
    write(bytes: Uint8Array, done: () => void): void;
  }
  const element = document.querySelector('.xterm')?.parentElement ?? null;
  const key =
    element === null ? undefined : Object.keys(element).find((name) => name.startsWith('__reactFiber$'));
  if (element === null || key === undefined) return false;
  let fiber = (element as unknown as Readonly<Record<string, Fiber | null>>)[key] ?? null;
  let terminal: Terminal | undefined;
  for (; fiber !== null && terminal === undefined; fiber = fiber.return) {
    let hook = fiber.memoizedState as Hook | null;
    while (hook !== null && typeof hook === 'object' && 'next' in hook) {
      const held = (hook.memoizedState as { current?: { terminal?: Terminal } } | null)?.current?.terminal;
      if (held !== undefined && typeof held.write === 'function') terminal = held;
      hook = hook.next;
    }
  }
  if (terminal === undefined) return false;
  const plain = terminal.write.bind(terminal);
  const wanted = new TextEncoder().encode(text);
  window.benchTail = new Uint8Array(0);
  terminal.write = (bytes, done) => {
    // Only the end: a search through all of it would cost what is measured.
    const end = new Uint8Array(window.benchTail.length + Math.min(bytes.length, 4096));
    end.set(window.benchTail);
    end.set(bytes.subarray(Math.max(0, bytes.length - 4096)), window.benchTail.length);
    window.benchTail = end.slice(-64);
    const at = new TextDecoder('latin1').decode(end).indexOf(new TextDecoder().decode(wanted));
    plain(bytes, () => {
      done();
      if (at !== -1) window.benchParsed = performance.now();
    });
  };
  return true;
}

interface XtermPage {
  /** Seconds in which it parsed and drew the same bytes. */
  parse(): Promise<number>;
  close(): Promise<void>;
}

/** xterm as the app has it, in a page with nothing else. */
async function openXterm(): Promise<XtermPage> {
  const browser = await launchChromium({
    headless: true,
    size: { width: 1440, height: 900 },
    appUrl: 'about:blank',
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  const require = createRequire(import.meta.url);
  await page.setContent('<div id="host" style="width:1100px;height:700px"></div>');
  await page.addStyleTag({ path: require.resolve('@xterm/xterm/css/xterm.css') });
  for (const name of ['xterm', 'addon-fit', 'addon-webgl', 'addon-unicode11'])
    await page.addScriptTag({ path: require.resolve(`@xterm/${name}`) });
  await page.evaluate(() => {
    interface Addon {
      fit(): void;
    }
    const scripts = globalThis as unknown as {
      Terminal: new (
        options: object,
      ) => typeof window.benchXterm & {
        open(host: Element | null): void;
        loadAddon(addon: object): void;
        unicode: { activeVersion: string };
      };
      FitAddon: { FitAddon: new () => Addon };
      WebglAddon: { WebglAddon: new () => object };
      Unicode11Addon: { Unicode11Addon: new () => object };
    };
    const terminal = new scripts.Terminal({
      allowProposedApi: true,
      scrollback: 10_000,
      minimumContrastRatio: 4.5,
    });
    const fit = new scripts.FitAddon.FitAddon();
    terminal.loadAddon(fit);
    terminal.loadAddon(new scripts.Unicode11Addon.Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    terminal.open(document.getElementById('host'));
    fit.fit();
    // As the app does: on a machine without a graphics card the document is the faster ground.
    const gl = document.createElement('canvas').getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    const name = info ? String(gl?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'software';
    if (!/swiftshader|llvmpipe|software/i.test(name)) terminal.loadAddon(new scripts.WebglAddon.WebglAddon());
    window.benchXterm = terminal;
  });
  return {
    parse: () =>
      page.evaluate(
        async ({ text, count }) => {
          const one = new TextEncoder().encode(text);
          const chunk = new Uint8Array(one.length * 320);
          for (let at = 0; at < chunk.length; at += one.length) chunk.set(one, at);
          const begun = performance.now();
          let waiting = 0;
          for (let at = 0; at < count; at += 320) {
            waiting += 1;
            await new Promise<void>((resolve) => {
              window.benchXterm.write(chunk, () => {
                waiting -= 1;
                resolve();
              });
              // Eight chunks on their way, as the window of the app's stream has.
              if (waiting < 8) resolve();
            });
          }
          await new Promise<void>((resolve) => {
            window.benchXterm.write(new Uint8Array(0), resolve);
          });
          return (performance.now() - begun) / 1000;
        },
        { text: printed, count: lines },
      ),
    close: () => browser.close(),
  };
}
