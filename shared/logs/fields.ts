import { type FieldEntry, type FieldNode, nodeText, readJsonObject } from './field-node';
import { detectLevel, type LogLevel } from './level';
import { trailingPairs } from './logfmt';

/** What a structured line says, taken apart for showing. */
export interface LineFields {
  /** `pairs`: text that ends with `name=value` pairs. */
  readonly form: 'json' | 'logfmt' | 'pairs';
  /** As it is written. */
  readonly time: string | undefined;
  readonly level: LogLevel | undefined;
  readonly message: string | undefined;
  /** Everything but time, level and message, in the line's order. */
  readonly fields: readonly FieldEntry[];
  /** All of it, for a tree. */
  readonly root: FieldNode;
}

const timeNames = new Set(['time', 'ts', 'timestamp', '@timestamp', 't', 'date', 'datetime']);
const levelNames = new Set(['level', 'lvl', 'severity', 'log.level', '@level', 'levelname']);
const messageNames = ['msg', 'message', '@message', 'event', 'short_message'];

/**
 * Takes a JSON object or logfmt line (without escape sequences) apart; undefined for every other line, for bad JSON and
 * for lines that are too long (256 Ki characters of JSON, 64 Ki of logfmt). Bounded in depth and number, never throws.
 */
export function parseFields(line: string): LineFields | undefined {
  const root = readJsonObject(line);
  if (root?.kind === 'object') return sorted(line, 'json', root.entries, root, undefined);
  const pairs = trailingPairs(line);
  const first = pairs[0];
  if (first === undefined) return undefined;
  const before = line.slice(0, first.from).trim();
  if (before === '' && pairs.length < 2) return undefined;
  const entries = pairs.map(
    (pair): FieldEntry => ({ name: pair.name, value: { kind: 'text', text: pair.value } }),
  );
  const object: FieldNode = { kind: 'object', entries, more: 0 };
  if (before === '') return sorted(line, 'logfmt', entries, object, undefined);
  return sorted(line, 'pairs', entries, object, before);
}

function sorted(
  line: string,
  form: LineFields['form'],
  entries: readonly FieldEntry[],
  root: FieldNode,
  before: string | undefined,
): LineFields {
  const messageName =
    before === undefined
      ? messageNames.find((name) => entries.some((entry) => entry.name === name && isText(entry.value)))
      : undefined;
  const message = entries.find((entry) => entry.name === messageName);
  const time =
    before === undefined
      ? entries.find((entry) => timeNames.has(entry.name) && isScalar(entry.value))
      : undefined;
  const level = detectLevel(line);
  const shownLevel =
    level === undefined
      ? undefined
      : entries.find((entry) => levelNames.has(entry.name) && isScalar(entry.value));
  return {
    form,
    time: time === undefined ? undefined : nodeText(time.value),
    level,
    message: message === undefined ? before : nodeText(message.value),
    fields: entries.filter((entry) => entry !== message && entry !== time && entry !== shownLevel),
    root,
  };
}

const isText = (node: FieldNode): boolean => node.kind === 'text';
const isScalar = (node: FieldNode): boolean => node.kind === 'text' || node.kind === 'number';
