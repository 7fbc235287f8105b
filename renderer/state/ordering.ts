/** A row as the data would have it: its key, and the group in which it stands ('' where there are no groups). */
export interface Wanted {
  readonly key: string;
  readonly group: string;
}

/** A row as it is shown. `new` came and `removed` went while the list was held still. */
export interface Placed extends Wanted {
  readonly mark?: 'new' | 'removed' | undefined;
}

/**
 * The order to show while the list is held still, because the pointer, the focus, a menu or a selection is in it: every
 * row keeps its place, also where its values would move or filter it away; new ones come at the end of their group,
 * new groups at the end of the list; what the engine no longer has stays, marked removed.
 */
export function holdOrder(
  shown: readonly Placed[],
  wanted: readonly Wanted[],
  exists: (key: string) => boolean,
): readonly Placed[] {
  const placed = new Set(shown.map(({ key }) => key));
  const arrivals = new Map<string, Placed[]>();
  for (const { key, group } of wanted) {
    if (placed.has(key)) continue;
    const list = arrivals.get(group) ?? [];
    list.push({ key, group, mark: 'new' });
    arrivals.set(group, list);
  }
  const next: Placed[] = [];
  shown.forEach((row, at) => {
    next.push(remark(row, exists(row.key)));
    const lastOfGroup = shown[at + 1]?.group !== row.group;
    const newcomers = arrivals.get(row.group);
    if (lastOfGroup && newcomers !== undefined) {
      next.push(...newcomers);
      arrivals.delete(row.group);
    }
  });
  for (const newcomers of arrivals.values()) next.push(...newcomers);
  return next;
}

function remark(row: Placed, exists: boolean): Placed {
  if (!exists) return row.mark === 'removed' ? row : { key: row.key, group: row.group, mark: 'removed' };
  // It came back under the same id: no longer removed.
  return row.mark === 'removed' ? { key: row.key, group: row.group } : row;
}

/** True where settling would change anything: what makes "Sort now" worth showing. */
export function isUnsettled(shown: readonly Placed[], wanted: readonly Wanted[]): boolean {
  return (
    shown.length !== wanted.length ||
    shown.some((row, at) => row.mark !== undefined || row.key !== wanted[at]?.key)
  );
}

/** How long after the last reason to hold has gone the order settles, in ms. */
export const settleAfterMs = 2000;

/**
 * Keeps a list still while somebody's hand is on it. Feed it with `update`; read `shown`. Reasons to hold are named, so
 * that each of pointer, focus, menu and selection comes and goes on its own. The owner disposes it.
 */
export class StillList {
  #shown: readonly Placed[] = [];
  #wanted: readonly Wanted[] = [];
  #exists: (key: string) => boolean = () => true;
  #view: unknown;
  #started = false;
  readonly #holds = new Set<string>();
  readonly #onChange: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onChange` is called when the order changes by itself, after a hold or by `settleNow`. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get shown(): readonly Placed[] {
    return this.#shown;
  }

  get unsettled(): boolean {
    return this.#holding && isUnsettled(this.#shown, this.#wanted);
  }

  get #holding(): boolean {
    return this.#holds.size > 0 || this.#timer !== undefined;
  }

  /**
   * The order that the data would have. `view` stands for what the person asked for (sort, filter, groups): a change of
   * it is their own doing and shows at once, held or not.
   */
  update(wanted: readonly Wanted[], exists: (key: string) => boolean, view: unknown): void {
    this.#wanted = wanted;
    this.#exists = exists;
    const asked = view !== this.#view || !this.#started;
    this.#view = view;
    this.#started = this.#started || wanted.length > 0;
    this.#shown = this.#holding && !asked ? holdOrder(this.#shown, wanted, exists) : wanted;
  }

  /** Begins or ends one reason to hold. The order settles 2 s after the last one ended. */
  hold(reason: string, on: boolean): void {
    if (on) {
      this.#holds.add(reason);
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (!this.#holds.delete(reason) || this.#holds.size > 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.settleNow();
    }, settleAfterMs);
  }

  /** Takes the wanted order at once. What is held goes on being held in it. */
  settleNow(): void {
    if (!isUnsettled(this.#shown, this.#wanted)) return;
    this.#shown = this.#wanted.filter(({ key }) => this.#exists(key));
    this.#onChange();
  }

  /** Stops the timer. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
