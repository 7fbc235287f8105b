import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** Longer paths are no address of a unix socket. */
const maxSocketPath = 100;
const maxNote = 64 * 1024;

type OnSecond = (argv: readonly string[], cwd: string) => void;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Electron's single instance lock, one per folder of user data. The second instance tells the first one its arguments. */
export class SingleInstance {
  private held = false;
  private refused = false;
  private server: Server | undefined;

  constructor(private readonly userData: string) {}

  /** True for the first process; false, after telling it, for any other. */
  acquire(onSecond: OnSecond): boolean {
    if (this.held) return true;
    mkdirSync(this.userData, { recursive: true, mode: 0o700 });
    if (!this.writeLock()) {
      const owner = Number(readFileSync(this.lockPath, 'utf8'));
      if (owner !== process.pid && isAlive(owner)) {
        this.refused = true;
        this.tellOwner();
        return false;
      }
      rmSync(this.lockPath, { force: true });
      if (!this.writeLock()) return false;
    }
    this.held = true;
    this.listen(onSecond);
    return true;
  }

  /** Whether another process had the lock when it was asked for. */
  get isSecond(): boolean {
    return this.refused;
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    this.server?.close();
    rmSync(this.socketPath, { force: true });
    rmSync(this.lockPath, { force: true });
  }

  private get lockPath(): string {
    return join(this.userData, 'host.lock');
  }

  private get socketPath(): string {
    return join(this.userData, 'host.sock');
  }

  private writeLock(): boolean {
    try {
      writeFileSync(this.lockPath, String(process.pid), { flag: 'wx', mode: 0o600 });
      return true;
    } catch {
      return false;
    }
  }

  private listen(onSecond: OnSecond): void {
    if (this.socketPath.length > maxSocketPath) return;
    rmSync(this.socketPath, { force: true });
    this.server = createServer((socket) => {
      let note = '';
      socket.setEncoding('utf8');
      socket.on('error', () => socket.destroy());
      socket.on('data', (text: string) => {
        note += text;
        if (note.length > maxNote) socket.destroy();
      });
      socket.on('end', () => {
        try {
          const { argv, cwd } = JSON.parse(note) as { argv: readonly string[]; cwd: string };
          onSecond(argv, cwd);
        } catch {
          // Not from one of us.
        }
      });
    });
    this.server.on('error', () => undefined);
    this.server.listen(this.socketPath);
    this.server.unref();
  }

  private tellOwner(): void {
    const socket = connect(this.socketPath);
    socket.on('error', () => undefined);
    socket.end(JSON.stringify({ argv: process.argv, cwd: process.cwd() }));
  }
}
