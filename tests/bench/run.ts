import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startDockerd } from '../setup/dockerd';
import { accessEngine, type EngineAccess } from '../setup/engine-access';
import { type Bench, type BenchResult, interleave } from './bench';

const suffix = '.bench.ts';

async function benchNames(): Promise<readonly string[]> {
  const files = await readdir(import.meta.dirname);
  return files
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

async function loadBench(name: string): Promise<Bench> {
  const file = join(import.meta.dirname, `${name}${suffix}`);
  const { bench } = (await import(pathToFileURL(file).href)) as { readonly bench?: Bench };
  if (bench === undefined) throw new Error(`${name}${suffix} exports no bench`);
  return bench;
}

interface BenchEngine {
  readonly access: EngineAccess;
  readonly stop: () => Promise<void>;
}

/** The engine of DOCKER_HOST, or a private one. */
async function takeEngine(): Promise<BenchEngine> {
  const host = process.env['DOCKER_HOST'];
  if (host === undefined || host === '') {
    const engine = await startDockerd();
    return { access: engine, stop: () => engine.stop() };
  }
  if (!host.startsWith('unix://'))
    throw new Error(`Benchmarks need an engine at a unix socket, not at ${host}`);
  const folder = await mkdtemp(join(tmpdir(), 'pilothouse-bench-'));
  const stop = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { access: accessEngine(host.slice('unix://'.length), folder), stop };
}

async function describeEngine(access: EngineAccess): Promise<string> {
  const { text } = await access.api('GET', '/version');
  const version = JSON.parse(text) as { readonly Version?: string; readonly ApiVersion?: string };
  return `${version.Version ?? 'unknown'}, API ${version.ApiVersion ?? 'unknown'}`;
}

async function runBench(name: string): Promise<{ readonly result: BenchResult; readonly machine: object }> {
  const bench = await loadBench(name);
  const { access, stop } = await takeEngine();
  const log = (line: string): void => console.error(line);
  try {
    const machine = {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      engine: await describeEngine(access),
    };
    const result = await bench.run({
      engine: access,
      dockerHost: `unix://${access.socket}`,
      log,
      interleaved: (cases, options = {}) => interleave(cases, options, log),
    });
    return { result, machine };
  } finally {
    await stop();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const names = await benchNames();
  const [name] = positionals;
  if (name === undefined) {
    for (const known of names) console.log(`${known}  ${(await loadBench(known)).description}`);
    if (names.length === 0) console.log('There are no benchmarks yet.');
    return;
  }
  if (!names.includes(name)) throw new Error(`There is no benchmark ${name}. There are: ${names.join(', ')}`);
  const { result, machine } = await runBench(name);
  if (!values.json) console.table(result.figures);
  console.log(JSON.stringify({ bench: name, figures: result.figures, runs: result.runs, machine }));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
