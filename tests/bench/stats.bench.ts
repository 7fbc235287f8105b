import { type ChildProcess, fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launchApp } from '../e2e/harness';
import { findProgram } from '../setup/tools';
import type { Bench, BenchContext, Figures } from './bench';
import { taskDurations } from './log-window';
import type { StatsMainAsk, StatsMainFacts } from './stats-main';
import { startStatsProxy } from './stats-proxy';

/** Fewer and shorter ones are for trying the benchmark itself out. */
const containers = Number(process.env['BENCH_STATS_CONTAINERS'] ?? 100);
const seconds = Number(process.env['BENCH_STATS_SECONDS'] ?? 20);
/** One of so many works a little. */
const busyEach = 10;
/** Until either has its streams and its first samples, in ms. */
const settleMs = 5_000;
const hiddenMs = 5_000;
const watchedMs = 10_000;
/** Linux counts the CPU time of processes in these. */
const ticksPerSecond = 100;

/**
 * Main's services with what the overview asks of them, as a process of its own, and `docker stats`, one after the other;
 * then the built app with the overview on screen, and hidden.
 */
export const bench: Bench = {
  name: 'stats',
  description: `The overview of ${containers} running containers, beside docker stats (needs npm run build)`,
  run: async (context) => {
    await context.engine.importBusybox();
    const ids = await startContainers(context);
    try {
      const { result, idleTimers } = await besideDocker(context, ids);
      const shown = await inChromium(context, idleTimers);
      const ratio =
        (result.figures['main_cpu_s_per_min'] ?? 0) / (result.figures['docker_cpu_s_per_min'] ?? 0);
      const figures = { cpu_ratio_to_docker_stats: ratio, ...result.figures, ...shown };
      return { figures, runs: [...result.runs, shown] };
    } finally {
      await context.engine.docker(['rm', '-f', ...ids]);
    }
  },
};

async function startContainers(context: BenchContext): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < containers; index += 1) {
    const busy = index % busyEach === 0;
    const work = busy ? ['sh', '-c', 'while :; do sleep 0.05; done'] : ['sleep', '36000'];
    const ran = await context.engine.docker(['run', '-d', '--name', `stats-${index}`, 'busybox', ...work]);
    if (ran.status !== 0) throw new Error(`A container could not be started: ${ran.stderr}`);
    ids.push(ran.stdout.trim());
  }
  context.log(`${containers} containers run`);
  return ids;
}

async function besideDocker(context: BenchContext, ids: readonly string[]) {
  const file = fileURLToPath(new URL('./stats-main.ts', import.meta.url));
  const main = fork(file, [context.dockerHost], { execArgv: ['--import', 'tsx'] });
  try {
    await facts(main);
    const result = await context.interleaved({
      main_cpu_s_per_min: async () => {
        await ask(main, { ids });
        await sleep(settleMs);
        const before = await ask(main, 'tell');
        await sleep(seconds * 1000);
        const after = await ask(main, 'tell');
        await ask(main, { ids: [] });
        const each = (after.samples - before.samples) / seconds / ids.length;
        context.log(
          `main: ${each.toFixed(2)} samples/s of each container, ${after.streams} streams and reads`,
        );
        // Each is to be sampled at least once in some seconds, lest cheapness come of doing nothing.
        if (each < 0.2) throw new Error(`Only ${each} samples a second of each container came.`);
        return ((after.cpuSeconds - before.cpuSeconds) / seconds) * 60;
      },
      docker_cpu_s_per_min: () => dockerStats(context),
    });
    await sleep(hiddenMs);
    const { streams, timers } = await ask(main, 'tell');
    return { result, idleTimers: streams + timers };
  } finally {
    main.kill();
  }
}

function facts(main: ChildProcess): Promise<StatsMainFacts> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('The process that plays main ended.'));
    main.once('exit', ended);
    main.once('message', (told) => {
      main.off('exit', ended);
      resolve(told as StatsMainFacts);
    });
  });
}

async function ask(main: ChildProcess, what: StatsMainAsk): Promise<StatsMainFacts> {
  const answer = facts(main);
  main.send(what);
  return answer;
}

/** CPU seconds a minute of `docker stats`, whose output is read as a terminal would. */
async function dockerStats(context: BenchContext): Promise<number> {
  const child = spawn(findProgram('docker') ?? 'docker', ['stats'], {
    env: { PATH: process.env['PATH'], DOCKER_HOST: context.dockerHost, DOCKER_CONFIG: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  try {
    await sleep(settleMs);
    const before = cpuSeconds(child);
    await sleep(seconds * 1000);
    const used = cpuSeconds(child) - before;
    if (bytes === 0) throw new Error('docker stats printed nothing.');
    return (used / seconds) * 60;
  } finally {
    child.kill();
  }
}

function cpuSeconds({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The built app: how busy its page is, and what goes on of it while it is hidden. */
async function inChromium(context: BenchContext, idleTimers: number): Promise<Figures> {
  const proxy = await startStatsProxy(context.engine.socket);
  try {
    const app = await launchApp({ dockerHost: proxy.dockerHost });
    try {
      const { page } = app;
      await app.containers();
      await page.getByRole('link', { name: 'Stats' }).first().click();
      await page.waitForURL(/#\/stats/);
      await page.waitForTimeout(settleMs);
      const asked = proxy.requests;
      const tasks = await taskDurations(page, () => page.waitForTimeout(seconds * 1000));
      const busy = tasks.reduce((sum, ms) => sum + ms, 0) / (seconds * 1000);
      if (proxy.streams === 0 && proxy.requests === asked) throw new Error('The overview asked for nothing.');
      await page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      });
      await page.waitForTimeout(hiddenMs);
      const { requests, streams } = proxy;
      await page.waitForTimeout(watchedMs);
      return {
        renderer_busy: busy,
        // Streams that are open, reads that are made, and in main also timers that wait.
        hidden_streams: streams + (proxy.requests - requests) + idleTimers,
      };
    } finally {
      await app.close();
    }
  } finally {
    await proxy.close();
  }
}
