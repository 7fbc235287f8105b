import type { EngineId } from '#shared/model/ids';
import { byteRate, cpuShare, nothingKnown, rowFigures, type RowFigures } from '../../charts/figures';
import { figureOf, type LiveFigure, type SampleRing } from '../../charts/sample-ring';
import { cpuFloor, sparkShape } from '../../charts/Sparkline';
import type { StatsPool } from '../../charts/stats-pool';
import { memory, percent } from '../../state/format';
import type { CpuBasis } from '../../state/stats-view';

/** After so long without a sample what is shown is old, in ms. */
const oldAfterMs = 20_000;
const sparkSamples = 48;
/** Share of a limit from which memory is shown as near it. */
const nearLimit = 0.9;

/** What the painter needs to know of what it shows numbers of. */
export interface PaintSettings {
  readonly basis: CpuBasis;
  /** Memory of an engine's machine, 0 where it is not known. */
  readonly machineBytes: (engineId: EngineId) => number;
}

/** One row on screen. */
interface Painted {
  readonly root: HTMLElement;
  /** Its own container, or all of a group. */
  readonly keys: () => readonly string[];
  readonly engineId: EngineId;
  readonly group: boolean;
  /** Elements by what they show, and what was written into each last. */
  readonly cells: Map<string, { readonly element: Element; last: string }>;
}

/**
 * Writes the numbers and lines of the rows on screen, once a second and without React: a row is rendered when it comes,
 * and painted while it is there. Owner: the overview; `attach` gives what lets a row go.
 */
export class RowPainter {
  readonly #pool: StatsPool;
  readonly #rows = new Set<Painted>();
  #settings: PaintSettings = { basis: 'core', machineBytes: () => 0 };

  constructor(pool: StatsPool) {
    this.#pool = pool;
  }

  /** Rows that are painted, for leak tests. */
  get rows(): number {
    return this.#rows.size;
  }

  /** Takes settings and paints at once: a person changed them. */
  setSettings(settings: PaintSettings): void {
    this.#settings = settings;
    this.paint();
  }

  /** Paints a row from now on. `root` holds elements with `data-cell`, `data-bar` and `data-spark`. */
  attach(root: HTMLElement, engineId: EngineId, keys: () => readonly string[], group: boolean): () => void {
    const row: Painted = { root, engineId, keys, group, cells: new Map() };
    this.#rows.add(row);
    this.#paintRow(row, Date.now());
    return () => this.#rows.delete(row);
  }

  /** Paints every row. */
  readonly paint = (): void => {
    const now = Date.now();
    for (const row of this.#rows) this.#paintRow(row, now);
  };

  #paintRow(row: Painted, now: number): void {
    if (row.group) this.#paintGroup(row);
    else this.#paintContainer(row, now);
  }

  #paintContainer(row: Painted, now: number): void {
    const [key = ''] = row.keys();
    const ring = this.#pool.ring(key);
    const sample = ring?.latest;
    row.root.toggleAttribute('data-old', ring !== undefined && now - ring.receivedAt > oldAfterMs);
    if (ring === undefined || sample === undefined) {
      for (const figure of figures) write(row, figure, nothingKnown);
      return;
    }
    const shown = rowFigures(sample, this.#settings.basis, this.#settings.machineBytes(row.engineId));
    for (const figure of figures) write(row, figure, shown[figure].text);
    write(row, 'memoryOf', shown.memoryOf);
    bars(row, shown);
    spark(row, 'cpu', ring.last('cpu', sparkSamples), cpuFloor);
    spark(row, 'memory', ring.last('memory', sparkSamples), 0);
  }

  /** Sums, only where every container of the group is measured: half a sum would be a lie. */
  #paintGroup(row: Painted): void {
    const rings = row.keys().map((key) => this.#pool.ring(key));
    for (const figure of figures) {
      const { basis } = this.#settings;
      const sum = sumOf(rings, figure, basis);
      const text =
        sum === undefined
          ? figure === 'cpu' && basis === 'limit'
            ? ''
            : nothingKnown
          : figure === 'cpu'
            ? percent(sum)
            : figure === 'memory'
              ? memory(sum)
              : figure === 'pids'
                ? String(sum)
                : byteRate(sum);
      write(row, figure, text);
    }
  }
}

const figures: readonly LiveFigure[] = ['cpu', 'memory', 'received', 'sent', 'read', 'written', 'pids'];

/** Shares of limits of their own cannot be added up. */
function sumOf(
  rings: readonly (SampleRing | undefined)[],
  figure: LiveFigure,
  basis: CpuBasis,
): number | undefined {
  if (rings.length === 0 || (figure === 'cpu' && basis === 'limit')) return undefined;
  let sum = 0;
  for (const ring of rings) {
    const sample = ring?.latest;
    const value = sample === undefined ? undefined : figureOf(sample, figure);
    if (sample === undefined || value === undefined) return undefined;
    sum += figure === 'cpu' ? (cpuShare(sample, value, basis) ?? 0) : value;
  }
  return sum;
}

function cellOf(row: Painted, selector: string): { readonly element: Element; last: string } | undefined {
  const known = row.cells.get(selector);
  if (known !== undefined) return known;
  const element = row.root.querySelector(selector);
  if (element === null) return undefined;
  const cell = { element, last: '' };
  row.cells.set(selector, cell);
  return cell;
}

function write(row: Painted, name: string, text: string): void {
  const cell = cellOf(row, `[data-cell="${name}"]`);
  if (cell === undefined || cell.last === text) return;
  cell.last = text;
  cell.element.textContent = text;
}

function bars(row: Painted, shown: RowFigures): void {
  for (const name of ['cpu', 'memory', 'pids'] as const) {
    const cell = cellOf(row, `[data-bar="${name}"]`);
    if (cell === undefined) continue;
    const { share } = shown[name];
    const text = share === undefined ? 'none' : share.toFixed(3);
    if (cell.last === text) continue;
    cell.last = text;
    const { element } = cell;
    element.parentElement?.toggleAttribute('data-empty', share === undefined);
    if (element instanceof HTMLElement) element.style.transform = `scaleX(${barLength(share)})`;
    // Of the machine's memory nobody is near: others use it, too.
    const limited = name !== 'memory' || shown.memoryOf !== '';
    element.toggleAttribute('data-near', limited && share !== undefined && share >= nearLimit);
  }
}

/** A little that is not nothing is seen as something. */
function barLength(share: number | undefined): number {
  return share === undefined || share === 0 ? 0 : Math.max(0.03, share);
}

function spark(row: Painted, name: 'cpu' | 'memory', values: readonly number[], floor: number): void {
  const line = cellOf(row, `[data-spark="${name}"] [data-line]`);
  const area = cellOf(row, `[data-spark="${name}"] [data-area]`);
  if (line === undefined || area === undefined) return;
  const shape = sparkShape(values, floor);
  if (line.last === shape.line) return;
  line.last = shape.line;
  line.element.setAttribute('d', shape.line);
  area.element.setAttribute('d', shape.area);
}
