import { type FieldNode, longestJson, readJsonObject } from './field-node';
import { pairsOf } from './logfmt';

/** So many values of one path are looked at. */
const mostValues = 64;
/** A number that JavaScript may round when it reads it. */
const longNumber = /[:,[]\s*-?\d{16}/;

/**
 * The values at a dotted path of a line (without escape sequences), as text: `user.id` is first looked for as one name
 * and then as `id` within `user`; `items.0.sku` takes one item of a list, `items.sku` those of all. In a line that is
 * no JSON, the `path=value` pairs anywhere in it. Objects have no text; null is "null". At most 64 values.
 */
export function lookupField(line: string, path: string): readonly string[] {
  if (!/^\s*\{/.test(line)) {
    return pairsOf(line)
      .filter((pair) => pair.name === path)
      .slice(0, mostValues)
      .map((pair) => pair.value);
  }
  const found: string[] = [];
  walk(readPlain(line), path, found);
  return found;
}

function readPlain(line: string): unknown {
  if (line.length > longestJson) return undefined;
  if (longNumber.test(line)) {
    const node = readJsonObject(line);
    return node === undefined ? undefined : plain(node);
  }
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** As JSON.parse gives it, but with numbers as they are written. */
function plain(node: FieldNode): unknown {
  switch (node.kind) {
    case 'text':
    case 'number':
      return node.text;
    case 'boolean':
      return node.value;
    case 'null':
      return null;
    case 'list':
      return node.items.map(plain);
    case 'object': {
      const made = Object.create(null) as Record<string, unknown>;
      for (const entry of node.entries) made[entry.name] = plain(entry.value);
      return made;
    }
  }
}

/** Adds what is at `path` below `value`; true where there was something. */
function walk(value: unknown, path: string | undefined, found: string[]): boolean {
  if (value === undefined || found.length >= mostValues) return false;
  if (Array.isArray(value)) return walkList(value, path, found);
  if (typeof value === 'object' && value !== null) {
    if (path === undefined) return true;
    for (let dot = path.length; dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      const name = path.slice(0, dot);
      const rest = dot === path.length ? undefined : path.slice(dot + 1);
      if (!Object.hasOwn(value, name)) continue;
      if (walk((value as Readonly<Record<string, unknown>>)[name], rest, found)) return true;
    }
    return false;
  }
  if (path !== undefined) return false;
  found.push(typeof value === 'string' ? value : JSON.stringify(value));
  return true;
}

function walkList(list: readonly unknown[], path: string | undefined, found: string[]): boolean {
  const index = path === undefined ? undefined : /^(\d{1,6})(?:\.|$)/.exec(path);
  if (path !== undefined && index?.[1] !== undefined && Number(index[1]) < list.length) {
    const rest =
      index[0].length === path.length && !index[0].endsWith('.') ? undefined : path.slice(index[0].length);
    return walk(list[Number(index[1])], rest, found);
  }
  let some = false;
  for (const item of list) {
    if (found.length >= mostValues) break;
    some = walk(item, path, found) || some;
  }
  return some;
}
