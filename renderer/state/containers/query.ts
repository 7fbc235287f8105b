import type { Container } from '#shared/model/container';
import type { FilterState } from '../views';
import { statusOf } from './status';

/** A finished part of a filter. */
export type QueryToken = FilterState['tokens'][number];

/** A filter: tokens and free words. All must match; of several tokens with one key, any. */
export type Query = FilterState;

/** What can be filtered by, and how a container answers. Values are compared in lower case. */
const fields: Readonly<
  Record<
    string,
    {
      readonly hint: string;
      readonly anchored: boolean;
      readonly of: (container: Container) => readonly string[];
    }
  >
> = {
  name: { hint: 'name contains', anchored: false, of: ({ name }) => [name] },
  state: { hint: 'state is', anchored: true, of: (container) => stateWords(container) },
  image: { hint: 'image contains', anchored: false, of: ({ image }) => [image] },
  project: {
    hint: 'compose project is',
    anchored: true,
    of: ({ project }) => (project === undefined ? [] : [project]),
  },
  port: {
    hint: 'port is',
    anchored: true,
    of: ({ ports }) =>
      ports.flatMap(({ privatePort, publicPort }) =>
        publicPort === undefined ? [String(privatePort)] : [String(publicPort), String(privatePort)],
      ),
  },
  label: {
    hint: 'label is',
    anchored: true,
    of: ({ labels }) => Object.entries(labels).flatMap(([key, value]) => [key, `${key}=${value}`]),
  },
  health: { hint: 'health is', anchored: true, of: ({ health }) => [health] },
};

/** `failed` beside `exited`, so that "ended badly" can be asked for by one word. */
function stateWords(container: Container): readonly string[] {
  return statusOf(container).shape === 'failed' ? [container.state, 'failed'] : [container.state];
}

/** Reads a word such as `state:exited` or `label:"a b"`; undefined for a word that is no token of ours. */
export function readToken(word: string): QueryToken | undefined {
  const match = /^([a-z]+):(.+)$/is.exec(word);
  const key = match?.[1]?.toLowerCase();
  const value = match?.[2]?.replace(/^"(.*)"$/s, '$1') ?? '';
  if (key === undefined || value === '' || !Object.hasOwn(fields, key)) return undefined;
  return { key, value };
}

/** Splits at spaces that stand outside quotes. */
function words(text: string): readonly string[] {
  return text.match(/[^\s"]*"[^"]*"|\S+/g) ?? [];
}

/** Reads a whole filter as it would be typed. */
export function parseQuery(source: string): Query {
  const tokens: QueryToken[] = [];
  const rest: string[] = [];
  for (const word of words(source)) {
    const token = readToken(word);
    if (token === undefined) rest.push(word);
    else tokens.push(token);
  }
  return { tokens, text: rest.join(' ') };
}

/** The text that `parseQuery` reads as the same filter. */
export function formatQuery({ tokens, text }: Query): string {
  const parts = tokens.map(({ key, value }) => (/\s/.test(value) ? `${key}:"${value}"` : `${key}:${value}`));
  return [...parts, ...(text.trim() === '' ? [] : [text.trim()])].join(' ');
}

/** `*` stands for anything; without one, an anchored field must begin with the value and others contain it. */
function matcher(value: string, anchored: boolean): (candidate: string) => boolean {
  const wanted = value.toLowerCase();
  if (!wanted.includes('*')) {
    return anchored
      ? (candidate) => candidate.toLowerCase().startsWith(wanted)
      : (candidate) => candidate.toLowerCase().includes(wanted);
  }
  const parts = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  // Lazy and few: a pattern of ours has no nested repetition, so it cannot run away.
  const pattern = new RegExp(`^${parts.join('[^]*?')}$`);
  return (candidate) => pattern.test(candidate.toLowerCase());
}

/** Makes the test for a filter once, to be run over every container. */
export function compileQuery(query: Query): (container: Container) => boolean {
  const typed = parseQuery(query.text);
  const byKey = new Map<string, ((container: Container) => boolean)[]>();
  for (const { key, value } of [...query.tokens, ...typed.tokens]) {
    const field = fields[key];
    if (field === undefined) continue;
    const matches = matcher(value, field.anchored);
    const tests = byKey.get(key) ?? [];
    tests.push((container) => field.of(container).some(matches));
    byKey.set(key, tests);
  }
  const free = words(typed.text.toLowerCase()).filter((word) => !isUnfinished(word));
  return (container) => {
    for (const tests of byKey.values()) if (!tests.some((test) => test(container))) return false;
    if (free.length === 0) return true;
    const text =
      `${container.name} ${container.image} ${container.project ?? ''} ${container.service ?? ''}`.toLowerCase();
    return free.every((word) => text.includes(word) || container.id.startsWith(word));
  };
}

/** `state:` with nothing behind it yet: not a word to look for. */
function isUnfinished(word: string): boolean {
  return word.endsWith(':') && Object.hasOwn(fields, word.slice(0, -1));
}

/** Something that the typed word could become, with how many it would leave. */
export interface QuerySuggestion {
  readonly insert: string;
  readonly label: string;
  readonly hint: string;
}

const maxSuggestions = 8;

/** What the last word of the typed text could become: keys first, then the values that containers have. */
export function suggestTokens(text: string, containers: readonly Container[]): readonly QuerySuggestion[] {
  const word = text.slice(text.lastIndexOf(' ') + 1).toLowerCase();
  if (word === '') return [];
  const colon = word.indexOf(':');
  if (colon === -1) {
    return Object.entries(fields)
      .filter(([key]) => key.startsWith(word))
      .map(([key, { hint }]) => ({ insert: `${key}:`, label: `${key}:`, hint }));
  }
  const key = word.slice(0, colon);
  const field = fields[key];
  if (field === undefined) return [];
  const typed = word.slice(colon + 1);
  const counts = new Map<string, number>();
  for (const container of containers) {
    for (const value of new Set(field.of(container))) {
      if (value.toLowerCase().includes(typed)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, maxSuggestions)
    .map(([value, amount]) => ({
      insert: formatQuery({ tokens: [{ key, value }], text: '' }),
      label: `${key}:${value}`,
      hint: String(amount),
    }));
}
