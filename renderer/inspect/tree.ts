import { pointerPart } from './secrets';

/** What a value of a JSON document is. */
export type NodeKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** One value of the document and its place. */
export interface TreeNode {
  /** JSON pointer: unique, and a plain string whatever the keys are. '' for the whole. */
  readonly id: string;
  readonly parent: string;
  readonly key: string;
  readonly kind: NodeKind;
  readonly value: unknown;
  /** 1 for the document's own entries. */
  readonly depth: number;
  /** Entries of an object or array that opens; 0 for a value shown in one line. */
  readonly children: number;
  /** Position among its siblings, from 1, and their number. */
  readonly position: number;
  readonly siblings: number;
}

/** Deeper than any engine's answer; below it a value stays closed. */
const deepest = 64;
const inlineEntries = 4;
const inlineCharacters = 60;

function kindOf(value: unknown): NodeKind {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'object':
      return value === null ? 'null' : 'object';
    case 'string':
      return 'string';
    case 'number':
    case 'bigint':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'null';
  }
}

/** Own entries only, read and never assigned: a key such as `__proto__` is one like all others. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The value in one line if it is simple enough: a short list of plain values, or something empty. */
export function inlineText(value: unknown): string | undefined {
  const entries = entriesOf(value);
  if (entries.length === 0) return Array.isArray(value) ? '[]' : '{}';
  if (!Array.isArray(value) || entries.length > inlineEntries) return undefined;
  if (entries.some(([, entry]) => typeof entry === 'object' && entry !== null)) return undefined;
  const text = `[${entries.map(([, entry]) => JSON.stringify(entry)).join(', ')}]`;
  return text.length <= inlineCharacters ? text : undefined;
}

/** The entries of a node, in the document's order. */
export function childrenOf(node: TreeNode): readonly TreeNode[] {
  if (node.depth >= deepest) return [];
  const entries = entriesOf(node.value);
  return entries.map(([key, value], index) => {
    const kind = kindOf(value);
    const opens = (kind === 'object' || kind === 'array') && inlineText(value) === undefined;
    return {
      id: `${node.id}/${pointerPart(key)}`,
      parent: node.id,
      key,
      kind,
      value,
      depth: node.depth + 1,
      children: opens && node.depth + 1 < deepest ? entriesOf(value).length : 0,
      position: index + 1,
      siblings: entries.length,
    };
  });
}

/** The whole document as a node. */
export function rootOf(value: unknown): TreeNode {
  return {
    id: '',
    parent: '',
    key: '',
    kind: kindOf(value),
    value,
    depth: 0,
    children: entriesOf(value).length,
    position: 1,
    siblings: 1,
  };
}

/** The rows to show: the document's entries, and those of every open node beneath its row. */
export function visibleNodes(root: TreeNode, open: ReadonlySet<string>): readonly TreeNode[] {
  const rows: TreeNode[] = [];
  const walk = (node: TreeNode): void => {
    for (const child of childrenOf(node)) {
      rows.push(child);
      if (child.children > 0 && open.has(child.id)) walk(child);
    }
  };
  walk(root);
  return rows;
}

/** Every node that opens, down to `depth`; at most `most`, so that opening everything of a huge document stays quick. */
export function openable(root: TreeNode, depth: number, most = 5000): ReadonlySet<string> {
  const ids = new Set<string>();
  const walk = (node: TreeNode): void => {
    for (const child of childrenOf(node)) {
      if (child.children === 0 || ids.size >= most) continue;
      ids.add(child.id);
      if (child.depth < depth) walk(child);
    }
  };
  walk(root);
  return ids;
}

/** A value in one line, as JSON. */
export function valueText(node: TreeNode): string {
  if (node.kind === 'object' || node.kind === 'array') return inlineText(node.value) ?? '';
  return node.kind === 'null' ? 'null' : JSON.stringify(node.value);
}

/** Nodes whose key or plain value contains the text, upper or lower case, in the order of the document; at most 5000. */
export function searchTree(root: TreeNode, text: string, most = 5000): readonly TreeNode[] {
  const needle = text.toLowerCase();
  const found: TreeNode[] = [];
  if (needle === '') return found;
  const walk = (node: TreeNode): void => {
    for (const child of childrenOf(node)) {
      if (found.length >= most) return;
      const hit =
        child.key.toLowerCase().includes(needle) ||
        (child.children === 0 && valueText(child).toLowerCase().includes(needle));
      if (hit) found.push(child);
      if (child.children > 0) walk(child);
    }
  };
  walk(root);
  return found;
}

/** Ids of the nodes that must be open for a node to be seen. */
export function ancestorsOf(id: string): readonly string[] {
  const ids: string[] = [];
  for (let at = id.lastIndexOf('/'); at > 0; at = id.lastIndexOf('/', at - 1)) ids.push(id.slice(0, at));
  return ids;
}

/** The path as it is written in a template or a program: `HostConfig.Memory`, `Mounts[0].Source`, `Labels["a.b"]`. */
export function pathText(root: TreeNode, id: string): string {
  let text = '';
  let node = root;
  for (const part of id.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (node.kind === 'array') text += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(key)) text += text === '' ? key : `.${key}`;
    else text += `[${JSON.stringify(key)}]`;
    const next = childrenOf(node).find((child) => child.key === key);
    if (next === undefined) break;
    node = next;
  }
  return text;
}

/** A value as a person copies it: text without quotes, everything else as JSON. */
export function copyableValue(node: TreeNode): string {
  return typeof node.value === 'string' ? node.value : JSON.stringify(node.value, null, 2);
}
