import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TerminalDefaults } from '#shared/model/terminal';
import { writeWhole } from '../../settings/write-whole';
import {
  emptyMemory,
  memoryLimits,
  readMemory,
  type SavedSession,
  type TerminalMemory,
  writeMemory,
} from './memory-file';
import type { KnownShells } from './open-program';

/**
 * What is kept of terminals over restarts, in `terminals.json` of the data folder: read once, written whole and renamed,
 * one write at a time, the last state counts. Without a folder, or where it cannot be written, it holds for this run.
 * What it has is convenience: a file that cannot be read is written over.
 */
export class TerminalMemoryStore implements KnownShells {
  readonly #path: string | undefined;
  readonly #shells = new Map<string, readonly string[]>();
  readonly #defaults = new Map<string, TerminalDefaults>();
  #sessions: readonly SavedSession[] = [];
  #writing: Promise<void>;
  #wanted = false;
  #written = '';

  /** Resolves with the sessions of the run before, once the file was read. */
  readonly ready: Promise<readonly SavedSession[]>;

  constructor(folder: string | undefined) {
    this.#path = folder === undefined ? undefined : join(folder, 'terminals.json');
    this.ready = this.#read();
    this.#writing = this.ready.then(() => undefined);
  }

  of(imageId: string): readonly string[] | undefined {
    return this.#shells.get(imageId);
  }

  keep(imageId: string, shells: readonly string[]): void {
    put(this.#shells, imageId, shells, memoryLimits.shells);
    this.#write();
  }

  /** Has the shells of an image looked for again. */
  forget(imageId: string): void {
    if (this.#shells.delete(imageId)) this.#write();
  }

  /** What shells of an image start with. */
  defaults(image: string): TerminalDefaults {
    return this.#defaults.get(image) ?? {};
  }

  setDefaults(image: string, defaults: TerminalDefaults): void {
    if (Object.values(defaults).every((each) => each === undefined)) this.#defaults.delete(image);
    else put(this.#defaults, image, defaults, memoryLimits.defaults);
    this.#write();
  }

  /** What the next run finds. */
  setSessions(sessions: readonly SavedSession[]): void {
    this.#sessions = sessions.slice(-memoryLimits.sessions);
    this.#write();
  }

  /** Resolves when what was asked for so far is written. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #read(): Promise<readonly SavedSession[]> {
    if (this.#path === undefined) return [];
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    const memory: TerminalMemory = readMemory(text) ?? emptyMemory;
    // What was learnt meanwhile is newer.
    for (const [image, shells] of memory.shells)
      if (!this.#shells.has(image)) this.#shells.set(image, shells);
    for (const [image, defaults] of memory.defaults)
      if (!this.#defaults.has(image)) this.#defaults.set(image, defaults);
    this.#written = text;
    return memory.sessions;
  }

  /** One write at a time; whatever changed meanwhile goes with the next. */
  #write(): void {
    if (this.#path === undefined || this.#wanted) return;
    this.#wanted = true;
    const path = this.#path;
    this.#writing = this.#writing.then(async () => {
      this.#wanted = false;
      const text = writeMemory({ shells: this.#shells, defaults: this.#defaults, sessions: this.#sessions });
      if (text === this.#written) return;
      try {
        await writeWhole(path, text);
        this.#written = text;
      } catch {
        // It is tried again with the next change; nothing that a person made is lost.
      }
    });
  }
}

/** Puts an entry at the end; the oldest make room. */
function put<V>(map: Map<string, V>, key: string, value: V, limit: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) break;
    map.delete(oldest);
  }
}
