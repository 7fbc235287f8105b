import type { SessionId } from '#shared/model/ids';
import {
  type DockLayout,
  type DockTab,
  emptyLayout,
  mostPanes,
  mostTabs,
  mostTitle,
  shellPane,
} from './layout';
import { type DockNode, paneKey, panesOf, splitOf, type SplitPart } from './tree';

const deepest = mostPanes;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Makes a layout of whatever was stored: what is not well formed, or stands in it twice, is left out. */
export function readDockLayout(stored: unknown): DockLayout {
  const { tabs, current } = fieldsOf(stored);
  if (!Array.isArray(tabs)) return emptyLayout;
  const seen = new Set<string>();
  const read: DockTab[] = [];
  for (const raw of tabs.slice(0, mostTabs).map(fieldsOf)) {
    const room = { left: mostPanes };
    const root = readNode(raw['root'], seen, room, 0);
    if (root === undefined) continue;
    const keys = panesOf(root).map(paneKey);
    const id = raw['id'];
    const usable = typeof id === 'number' && Number.isSafeInteger(id) && id > 0 && id < 1e9;
    read.push({
      id:
        usable && !read.some((tab) => tab.id === id)
          ? id
          : read.reduce((m, tab) => Math.max(m, tab.id), 0) + 1,
      title: typeof raw['title'] === 'string' ? raw['title'].slice(0, mostTitle) : '',
      root,
      focus: keys.find((key) => key === raw['focus']) ?? keys[0] ?? '',
    });
  }
  return { tabs: read, current: (read.find(({ id }) => id === current) ?? read[0])?.id };
}

function readNode(
  stored: unknown,
  seen: Set<string>,
  room: { left: number },
  depth: number,
): DockNode | undefined {
  const node = fieldsOf(stored);
  if (node['kind'] === 'pane') {
    const { kind, sessionId } = fieldsOf(node['pane']);
    if (kind !== 'shell' || typeof sessionId !== 'string') return undefined;
    const pane = shellPane(sessionId.slice(0, 64) as SessionId);
    const key = paneKey(pane);
    if (sessionId === '' || seen.has(key) || room.left === 0) return undefined;
    seen.add(key);
    room.left -= 1;
    return { kind: 'pane', pane };
  }
  const { direction, parts } = node;
  if (node['kind'] !== 'split' || (direction !== 'right' && direction !== 'down')) return undefined;
  if (!Array.isArray(parts) || depth >= deepest) return undefined;
  const inner = parts.slice(0, mostPanes).flatMap((raw): readonly SplitPart[] => {
    const { share, node: child } = fieldsOf(raw);
    const read = readNode(child, seen, room, depth + 1);
    if (read === undefined) return [];
    const usable = typeof share === 'number' && Number.isFinite(share) && share >= 0.001 && share <= 1;
    return [{ share: usable ? share : 0.5, node: read }];
  });
  return splitOf(direction, inner);
}
