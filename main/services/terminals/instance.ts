import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { field, num } from '../../engine/compat/read';
import { writeWhole } from '../../settings/write-whole';

/** A pid of before the machine's start means nothing; clocks are set by so many ms meanwhile. */
const bootSlackMs = 60_000;
/** A note whose helpers were on an engine that never came back is dropped after so long, in ms. */
const forgetMs = 30 * 24 * 3600 * 1000;

/**
 * This run of Pilothouse, as its helpers' labels name it, and what is known of others of the same data folder: a run
 * that made helpers leaves a note with its process id, and takes it away when it ends in order. Without a folder no run
 * knows of another.
 */
export class Instance {
  readonly id: string = randomUUID();
  readonly #folder: string | undefined;
  #noted: Promise<void> | undefined;

  constructor(dataFolder: string | undefined) {
    this.#folder = dataFolder === undefined ? undefined : join(dataFolder, 'instances');
  }

  /** Leaves the note, once; resolves with the id when others can see it. A folder that takes none is done without. */
  async note(): Promise<string> {
    this.#noted ??= this.#write();
    await this.#noted;
    return this.id;
  }

  /** Takes the note away: no helper is left. */
  async clear(): Promise<void> {
    if (this.#noted === undefined || this.#folder === undefined) return;
    await this.#noted;
    await rm(join(this.#folder, `${this.id}.json`), { force: true }).catch(() => undefined);
  }

  /** Runs of this data folder that are known to have ended without clearing up. */
  async dead(): Promise<ReadonlySet<string>> {
    const dead = new Set<string>();
    if (this.#folder === undefined) return dead;
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names.slice(0, 1000)) {
      const id = /^([0-9a-f-]{36})\.json$/.exec(name)?.[1];
      if (id === undefined || id === this.id) continue;
      const path = join(this.#folder, name);
      const note = readNote(await readFile(path, 'utf8').catch(() => ''));
      if (note === undefined || lives(note)) continue;
      dead.add(id);
      if (Date.now() - note.at > forgetMs) await rm(path, { force: true }).catch(() => undefined);
    }
    return dead;
  }

  async #write(): Promise<void> {
    if (this.#folder === undefined) return;
    const note: Note = { pid: process.pid, bootedAt: bootTime(), at: Date.now() };
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeWhole(join(this.#folder, `${this.id}.json`), `${JSON.stringify(note)}\n`);
    } catch {
      // Then a crash leaves helpers that only a person can tell to be left over.
    }
  }
}

interface Note {
  readonly pid: number;
  /** Epoch ms. */
  readonly bootedAt: number;
  readonly at: number;
}

function bootTime(): number {
  return Math.round(Date.now() - uptime() * 1000);
}

/** Undefined for what is no note: nothing is concluded from it. */
function readNote(text: string): Note | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    const pid = num(field(raw, 'pid'));
    const bootedAt = num(field(raw, 'bootedAt'));
    const at = num(field(raw, 'at'));
    return pid === undefined || pid < 2 || bootedAt === undefined || at === undefined
      ? undefined
      : { pid, bootedAt, at };
  } catch {
    return undefined;
  }
}

/** A process of that number that was started since may be another program: then nothing is taken away, which is safe. */
function lives({ pid, bootedAt }: Note): boolean {
  if (Math.abs(bootedAt - bootTime()) > bootSlackMs) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
