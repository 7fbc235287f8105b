import type { FileChange, FileStat, ProcessTable, WaitOutcome } from '#shared/model/container-answers';
import { entries, field, list, num, str, time } from './read';

/**
 * `GET /containers/{id}/top`: titles and rows from API 1.4 on, a list of objects at 1.3. Podman 4 does not split: it
 * gives one title and one cell a row, with blanks between what they are made of.
 */
export function toProcessTable(raw: unknown): ProcessTable {
  if (Array.isArray(raw)) {
    const titles = [...new Set(raw.flatMap((row) => entries(row).map(([key]) => key)))];
    return { titles, rows: raw.map((row) => titles.map((title) => str(field(row, title)))) };
  }
  const listed = list(field(raw, 'Titles')).map(str);
  const titles = listed.length === 1 ? words(listed[0] ?? '') : listed;
  const rows = list(field(raw, 'Processes')).map((row) => {
    const cells = list(row).map(str);
    return joined(cells.length === 1 ? words(cells[0] ?? '') : cells, titles.length);
  });
  return { titles, rows };
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Engines split at blanks, so a command with blanks may come in more cells than there are titles. */
function joined(cells: readonly string[], columns: number): readonly string[] {
  if (columns === 0 || cells.length <= columns) return cells;
  return [...cells.slice(0, columns - 1), cells.slice(columns - 1).join(' ')];
}

const changeKinds = ['modified', 'added', 'deleted'] as const;

/** `GET /containers/{id}/changes`; null where there are none. */
export function toFileChange(raw: unknown): FileChange | undefined {
  const path = str(field(raw, 'Path'));
  const kind = changeKinds[num(field(raw, 'Kind')) ?? -1];
  return path === '' || kind === undefined ? undefined : { path, kind };
}

/** `POST /containers/{id}/wait`; the error comes from API 1.30 on. */
export function toWaitOutcome(raw: unknown): WaitOutcome {
  const exitCode = num(field(raw, 'StatusCode'));
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    error: str(field(field(raw, 'Error'), 'Message')),
  };
}

/** Bits of Go's os.FileMode, which are not those of Unix. */
const goDirectory = 2 ** 31;
const goSymlink = 2 ** 27;

/** The header `X-Docker-Container-Path-Stat`: JSON in standard base64; undefined where it is none. */
export function toFileStat(header: string | undefined): FileStat | undefined {
  if (header === undefined) return undefined;
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
  const name = str(field(raw, 'name'));
  if (name === '') return undefined;
  const mode = num(field(raw, 'mode')) ?? 0;
  const modifiedAt = time(field(raw, 'mtime'));
  const has = (bit: number): boolean => Math.floor(mode / bit) % 2 === 1;
  const kind = has(goDirectory) ? 'directory' : has(goSymlink) ? 'link' : 'file';
  return {
    name,
    size: num(field(raw, 'size')) ?? 0,
    kind,
    permissions: mode % 0o1000,
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    // Podman gives every path its own as the target.
    linkTarget: kind === 'link' ? str(field(raw, 'linkTarget')) : '',
  };
}
