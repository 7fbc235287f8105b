import type { ContainerProcess } from '#shared/model/processes';

/** A process in the list, with a key that stays with it from one reading to the next. */
export interface ListedProcess {
  readonly key: string;
  readonly process: ContainerProcess;
  /** It was there, and is no longer. */
  readonly gone: boolean;
}

/** One line of the list. */
export interface ProcessRow extends ListedProcess {
  /** 0 for those whose parent is not in the list. */
  readonly depth: number;
  readonly children: number;
  readonly folded: boolean;
  /** Key of its parent; undefined at the root. */
  readonly parent: string | undefined;
  /** It matches what is looked for; others are shown for the sake of those below them. */
  readonly matches: boolean;
}

/** Keys for processes: their number, or their place where the engine tells none. */
export function withKeys(processes: readonly ContainerProcess[]): readonly ListedProcess[] {
  const used = new Map<string, number>();
  return processes.map((process, at) => {
    const base = Number.isFinite(process.pid) ? String(process.pid) : `at ${at}`;
    const before = used.get(base) ?? 0;
    used.set(base, before + 1);
    return { key: before === 0 ? base : `${base} ${before}`, process, gone: false };
  });
}

/** True where parents are told, so that there is a tree at all. */
export function hasTree(processes: readonly ContainerProcess[]): boolean {
  return processes.some(({ pid, parent }) => Number.isFinite(pid) && Number.isFinite(parent));
}

/**
 * The list as a tree, each parent before its children, siblings in the order given. A parent that is not in the list, or
 * that is its own ancestor (engines read a table that changes meanwhile), counts as none: every process comes exactly
 * once. What does not match stays where something below it does; nothing is folded away from a search.
 */
export function treeRows(
  listed: readonly ListedProcess[],
  folded: ReadonlySet<string>,
  matches: ((listed: ListedProcess) => boolean) | undefined,
): readonly ProcessRow[] {
  const byPid = new Map<number, ListedProcess>();
  for (const each of listed)
    if (Number.isFinite(each.process.pid) && !byPid.has(each.process.pid)) byPid.set(each.process.pid, each);
  const parentOf = parents(listed, byPid);
  const children = new Map<string | undefined, ListedProcess[]>();
  for (const each of listed) {
    const parent = parentOf.get(each.key);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [each]);
    else siblings.push(each);
  }
  const wanted = matches === undefined ? undefined : withAncestors(listed, parentOf, matches);
  const rows: ProcessRow[] = [];
  // A stack of its own: a chain of processes can be deeper than the engine's.
  const open: { readonly each: ListedProcess; readonly depth: number }[] = [];
  const push = (parent: string | undefined, depth: number): void => {
    const below = children.get(parent) ?? [];
    for (const each of below.toReversed()) open.push({ each, depth });
  };
  push(undefined, 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { each, depth } = next;
    if (wanted !== undefined && !wanted.has(each.key)) continue;
    const below = children.get(each.key)?.length ?? 0;
    const closed = wanted === undefined && folded.has(each.key) && below > 0;
    rows.push({
      ...each,
      depth,
      children: below,
      folded: closed,
      parent: parentOf.get(each.key),
      matches: matches?.(each) ?? true,
    });
    if (!closed) push(each.key, depth + 1);
  }
  return rows;
}

/** The list without a tree, in the order given. */
export function flatRows(
  listed: readonly ListedProcess[],
  matches: ((listed: ListedProcess) => boolean) | undefined,
): readonly ProcessRow[] {
  return listed
    .filter((each) => matches?.(each) ?? true)
    .map((each) => ({ ...each, depth: 0, children: 0, folded: false, parent: undefined, matches: true }));
}

function parents(
  listed: readonly ListedProcess[],
  byPid: ReadonlyMap<number, ListedProcess>,
): ReadonlyMap<string, string> {
  const parentOf = new Map<string, string>();
  for (const each of listed) {
    const parent = byPid.get(each.process.parent);
    if (parent !== undefined && parent.key !== each.key) parentOf.set(each.key, parent.key);
  }
  // Cut each circle at one place: walk up once from every process, and what is met again has no parent.
  const settled = new Set<string>();
  for (const { key } of listed) {
    const walked = new Set<string>();
    for (let at: string | undefined = key; at !== undefined && !settled.has(at); at = parentOf.get(at)) {
      walked.add(at);
      const up = parentOf.get(at);
      if (up !== undefined && walked.has(up)) parentOf.delete(at);
    }
    for (const at of walked) settled.add(at);
  }
  return parentOf;
}

function withAncestors(
  listed: readonly ListedProcess[],
  parentOf: ReadonlyMap<string, string>,
  matches: (listed: ListedProcess) => boolean,
): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const each of listed) {
    if (!matches(each)) continue;
    for (let at: string | undefined = each.key; at !== undefined && !wanted.has(at); at = parentOf.get(at))
      wanted.add(at);
  }
  return wanted;
}
