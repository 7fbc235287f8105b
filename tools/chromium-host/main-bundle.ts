import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';

/** Sets variables of process.env. Gives the function that sets them back. */
export function withEnv(env: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(env)) set(name, value);
  return () => {
    for (const [name, value] of before) set(name, value);
  };
}

const processEvents = [
  'uncaughtException',
  'unhandledRejection',
  'warning',
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'exit',
] as const;

/** Remembers the process's listeners. Gives the function that removes the ones added since. */
export function guardProcessListeners(): () => void {
  const before = processEvents.map((event) => new Set(process.rawListeners(event)));
  return () => {
    processEvents.forEach((event, index) => {
      for (const listener of process.rawListeners(event)) {
        if (before[index]?.has(listener) === false) process.off(event, listener as () => void);
      }
    });
  };
}

/** The package that a main bundle belongs to: the nearest package.json above it. */
export function findPackage(mainBundle: string): {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
} {
  for (let folder = dirname(mainBundle); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) continue;
    const { productName, name, version } = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
      Record<string, string>
    >;
    return { folder, name: productName ?? name ?? 'app', version: version ?? '0.0.0' };
  }
  return { folder: dirname(mainBundle), name: 'app', version: '0.0.0' };
}

/** Runs a CommonJS bundle afresh, with `electron` answered by us and Node's own modules by Node. */
export function runMain(file: string, electron: object): void {
  const nodeRequire = createRequire(file);
  const load = (name: string): unknown =>
    name === 'electron' || name === 'electron/main' ? electron : nodeRequire(name);
  const module = { exports: {} };
  const run = compileFunction(
    readFileSync(file, 'utf8'),
    ['exports', 'require', 'module', '__filename', '__dirname'],
    { filename: file },
  ) as (...args: readonly unknown[]) => void;
  run(module.exports, load, module, file, dirname(file));
}
