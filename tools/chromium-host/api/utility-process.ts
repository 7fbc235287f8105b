import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ForkOptions } from 'electron';
import { strict } from '../strict';
import { StandIn } from './emitter';

/** Electron's UtilityProcess over a child of Node. Messages between the two are not bridged. */
class UtilityProcess extends StandIn {
  private readonly child: ChildProcess;

  constructor(modulePath: string, args: readonly string[], options: ForkOptions) {
    super('UtilityProcess', ['spawn', 'exit', 'error']);
    const { env, cwd, stdio = 'inherit' } = options;
    this.child = spawn(process.execPath, [modulePath, ...args], {
      env: env === undefined ? process.env : { ...env },
      stdio: stdio as StdioOptions,
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.child.once('spawn', () => this.emit('spawn'));
    this.child.once('exit', (code) => this.emit('exit', code ?? 1));
    this.child.once('error', () => this.emit('exit', 1));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get stdout(): Readable | null {
    return this.child.stdout;
  }

  get stderr(): Readable | null {
    return this.child.stderr;
  }

  /** Ends the process. False if it has ended already. */
  kill(): boolean {
    return this.child.kill();
  }
}

/** Electron's `utilityProcess`, and what ends its processes with the product, as Electron's own end with it. */
export function makeUtilityProcess(): { readonly api: object; readonly endAll: () => void } {
  const all = new Set<UtilityProcess>();
  const api = strict('utilityProcess', {
    fork(modulePath: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
      const forked = new UtilityProcess(modulePath, args, options);
      all.add(forked);
      forked.once('exit', () => all.delete(forked));
      return forked;
    },
  });
  return {
    api,
    endAll: () => {
      for (const forked of all) forked.kill();
    },
  };
}
