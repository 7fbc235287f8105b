import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '#shared/result';
import {
  defaultSettings,
  maxConnections,
  maxNameLength,
  readSettings,
  type Settings,
  writeSettings,
} from './settings';
import { writeWhole } from './write-whole';

/**
 * The settings file: read once, written whole under another name and then renamed, one write at a time. A file that
 * cannot be read is kept aside under its name with `.broken` and the defaults hold. Without a folder nothing is kept.
 */
export class SettingsStore {
  readonly #path: string | undefined;
  #settings: Settings = defaultSettings;
  #problem: string | undefined;
  /** The file is there and could not be read: it must not be written over. */
  #untouchable = false;
  #writing: Promise<unknown>;

  /** `ready` of the store resolves once the file was read. */
  readonly ready: Promise<void>;

  constructor(folder: string | undefined) {
    this.#path = folder === undefined ? undefined : join(folder, 'settings.json');
    this.ready = this.#read();
    this.#writing = this.ready;
  }

  /** What holds now. */
  get settings(): Settings {
    return this.#settings;
  }

  /** What was wrong with the file, as sentences for the person; undefined where nothing was. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /**
   * Changes the settings and writes them; fails as `denied` where they cannot be written, or could not be read again,
   * and then nothing has changed. Changes are made one after the other, each on what the one before left.
   */
  update(change: (settings: Settings) => Settings): Promise<Result<void>> {
    const done = this.#writing.then(() => this.#change(change));
    this.#writing = done;
    return done;
  }

  /** Resolves when what was asked for so far is written. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #change(change: (settings: Settings) => Settings): Promise<Result<void>> {
    const next = change(this.#settings);
    const text = writeSettings(next);
    if (text === undefined) {
      const message = `The settings keep at most ${maxConnections} connections, with names of at most ${maxNameLength} letters. Nothing was changed.`;
      return fail({ kind: 'denied', message });
    }
    if (this.#untouchable)
      return fail({ kind: 'denied', message: `${this.#problem ?? ''} Nothing was changed.` });
    if (this.#path !== undefined) {
      try {
        await writeWhole(this.#path, text);
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
        const message = `The settings file ${this.#path} could not be written (${code}). Nothing was changed.`;
        return fail({ kind: 'denied', message });
      }
    }
    this.#settings = next;
    return ok(undefined);
  }

  async #read(): Promise<void> {
    if (this.#path === undefined) return;
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      this.#untouchable = true;
      this.#problem = `The settings file ${this.#path} could not be read (${code ?? 'unknown error'}). The defaults are used.`;
      return;
    }
    const settings = readSettings(text);
    if (settings === undefined) {
      await this.#keepAside(this.#path);
      return;
    }
    this.#settings = settings;
    const { length } = settings.unreadable;
    if (length > 0)
      this.#problem = `${length === 1 ? 'A connection' : `${length} connections`} in the settings file ${this.#path} cannot be read by this version; the file keeps what it says.`;
  }

  async #keepAside(path: string): Promise<void> {
    const aside = await freeName(`${path}.broken`);
    const begin = `The settings file ${path} is damaged or of a newer Pilothouse. The defaults are used`;
    try {
      await rename(path, aside);
      this.#problem = `${begin}; the file was kept as ${aside}.`;
    } catch {
      this.#problem = `${begin}.`;
    }
  }
}

/** The name, or the first of a few numbered ones, that nothing has yet: an older broken file may be the better one. */
async function freeName(path: string): Promise<string> {
  for (const name of [path, ...Array.from({ length: 8 }, (_, i) => `${path}-${i + 2}`)]) {
    const taken = await stat(name).catch(() => undefined);
    if (taken === undefined) return name;
  }
  return path;
}
