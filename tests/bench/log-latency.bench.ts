import { connect } from 'node:net';
import type { Page } from 'playwright-core';
import type { Bench, Figures } from './bench';
import { openLogWindow, percentile } from './log-window';
import { letWrite, startWriter, type WriterPlan } from './log-writer';

const plan: WriterPlan = { name: 'latency', linesPerSecond: 10, seconds: 40 };
/** The first lines warm both readers up. */
const leftOut = 20;

/** Each line's moment on a bare socket and in the page's document; both on the machine's clock. */
export const bench: Bench = {
  name: 'log-latency',
  description:
    'From a written line to its text in the document, beside a bare socket, at 10 lines/s (needs npm run build)',
  run: async (context) => {
    await context.engine.importBusybox();
    await startWriter(context, plan);
    const app = await openLogWindow(context.dockerHost, plan.name);
    const id = (await context.engine.docker(['inspect', '-f', '{{.Id}}', plan.name])).stdout.trim();
    const socket = followBare(context.engine.socket, id);
    try {
      await watchDocument(app.page);
      await letWrite(context, plan);
      await app.page.waitForFunction(
        (last) => window.benchSeen.has(last),
        plan.linesPerSecond * plan.seconds,
        { timeout: 20_000 },
      );
      const shown = new Map(await app.page.evaluate(() => [...window.benchSeen]));
      const over: number[] = [];
      for (let line = leftOut + 1; line <= plan.linesPerSecond * plan.seconds; line += 1) {
        const [seen, came] = [shown.get(line), socket.seen.get(line)];
        if (seen === undefined || came === undefined) throw new Error(`Line ${line} was not seen by both.`);
        over.push(seen - came);
      }
      over.sort((one, two) => one - two);
      const figures: Figures = {
        lines: over.length,
        over_socket_p50_ms: percentile(over, 0.5),
        over_socket_p95_ms: percentile(over, 0.95),
        over_socket_max_ms: over.at(-1) ?? Number.NaN,
      };
      return { figures, runs: [figures] };
    } finally {
      socket.close();
      await app.close();
      await context.engine.docker(['rm', '-f', plan.name]);
    }
  },
};

interface BareReader {
  /** Epoch ms by line number. */
  readonly seen: ReadonlyMap<number, number>;
  close(): void;
}

function followBare(path: string, id: string): BareReader {
  const seen = new Map<number, number>();
  const socket = connect(path);
  let text = '';
  socket.on('data', (chunk) => {
    const now = performance.timeOrigin + performance.now();
    text += chunk.toString('latin1');
    for (const [, number = ''] of text.matchAll(/(\d{10}) level=/g))
      if (!seen.has(Number(number))) seen.set(Number(number), now);
    text = text.slice(-200);
  });
  socket.write(
    `GET /containers/${id}/logs?stdout=1&stderr=1&timestamps=1&follow=1&tail=0 HTTP/1.1\r\nHost: docker\r\n\r\n`,
  );
  return { seen, close: () => socket.destroy() };
}

function watchDocument(page: Page): Promise<void> {
  return page.evaluate(() => {
    const log = document.querySelector('[role="log"]');
    if (log === null) throw new Error('There is no log on screen.');
    window.benchSeen = new Map();
    // Written in place: a function with a name would need a helper of the compiler that the page does not have.
    new MutationObserver(() => {
      const now = performance.timeOrigin + performance.now();
      for (const [, number = ''] of log.textContent.matchAll(/(\d{10}) /g)) {
        if (!window.benchSeen.has(Number(number))) window.benchSeen.set(Number(number), now);
      }
    }).observe(log, { childList: true, subtree: true, characterData: true });
  });
}
