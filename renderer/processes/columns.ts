import type { ProcessList } from '#shared/model/processes';
import { cellText, wordsOf } from './column-words';

/** One column of the list. */
export interface ProcessColumn {
  /** The engine's own, by which the choice of columns and the order are kept. */
  readonly title: string;
  /** The title in words. */
  readonly label: string;
  /** Its place among the cells. */
  readonly index: number;
  /** Every cell is a number, a share, a size or a time: it is aligned to the right. */
  readonly numeric: boolean;
  /** What it says, for those who do not know the abbreviation; undefined for unknown ones. */
  readonly meaning: string | undefined;
  /** Characters of the widest cell. */
  readonly characters: number;
}

const commandTitles = ['CMD', 'COMMAND', 'ARGS', 'Name'] as const;
const mostCharacters = 24;

/** The place of the column that tells which program it is. */
export function commandIndex(titles: readonly string[]): number {
  for (const title of commandTitles) {
    const at = titles.indexOf(title);
    if (at !== -1) return at;
  }
  return Math.max(0, titles.length - 1);
}

/** The columns as they are shown: the program first, then the others as the engine orders them. */
export function columnsOf({ titles, processes }: ProcessList): readonly ProcessColumn[] {
  const command = commandIndex(titles);
  const columns = titles.map((title, index): ProcessColumn => {
    const cells = processes.map(({ cells: all }) => all[index] ?? '');
    const { label, meaning } = wordsOf(title);
    return {
      title,
      label,
      index,
      numeric:
        index !== command &&
        cells.some((cell) => cell !== '') &&
        cells.every((cell) => cell === '' || cell === '-' || cell === '?' || amountOf(cell) !== undefined),
      meaning,
      characters: Math.min(
        mostCharacters,
        cells.reduce((most, cell) => Math.max(most, cellText(title, cell).length), label.length + 2),
      ),
    };
  });
  const first = columns[command];
  return first === undefined ? [] : [first, ...columns.filter(({ index }) => index !== command)];
}

const fractions: Readonly<Record<string, number>> = { m: 1e-3, µ: 1e-6, n: 1e-9 };
const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** What a cell amounts to: `12`, `0.3`, `4.5%`, `1.2MB`, `00:01:02`, `1-02:03:04`, `2m3.5s`; undefined for other text. */
export function amountOf(cell: string): number | undefined {
  const plain = /^([+-]?\d+(?:\.\d+)?)\s*%?$/.exec(cell);
  if (plain !== null) return Number(plain[1]);
  const size = /^(\d+(?:\.\d+)?)\s?([kmgt]?)i?b$/i.exec(cell);
  if (size !== null) return Number(size[1]) * (units[(size[2] ?? '').toLowerCase()] ?? 1);
  const time = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(cell);
  if (time !== null) {
    const [days, hours, minutes, seconds] = time
      .slice(1)
      .map((part: string | undefined) => Number(part ?? 0));
    return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  }
  const go = /^(?:(\d+)h)?(?:(\d+)m)?(\d+(?:\.\d+)?)(m|µ|n)?s$/.exec(cell);
  if (go === null) return undefined;
  const scale = fractions[go[4] ?? ''] ?? 1;
  return Number(go[1] ?? 0) * 3600 + Number(go[2] ?? 0) * 60 + Number(go[3]) * scale;
}

const byText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Orders two cells of a column: by what they amount to where both do, else as text; amounts before text. */
export function compareCells(a: string, b: string): number {
  const [left, right] = [amountOf(a), amountOf(b)];
  if (left !== undefined && right !== undefined) return left - right;
  if (left !== undefined || right !== undefined) return left !== undefined ? -1 : 1;
  return byText.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
