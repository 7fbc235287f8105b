import { QueryError } from './query-error';

/** Longer regular expressions are refused, in characters. */
const longestRegex = 1000;

const compiles = (source: string): boolean => {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
};

/** What must be added to the first `to` characters of a source so that its groups and its class are closed. */
function openAt(source: string, to: number): { readonly closers: string; readonly last: number } {
  const groups: number[] = [];
  let classAt = -1;
  for (let at = 0; at < to; at++) {
    const letter = source[at];
    if (letter === '\\') at += 1;
    else if (classAt !== -1) classAt = letter === ']' ? -1 : classAt;
    else if (letter === '[') classAt = at;
    else if (letter === '(') groups.push(at);
    else if (letter === ')') groups.pop();
  }
  const closers = (classAt === -1 ? '' : ']') + ')'.repeat(groups.length);
  return { closers, last: classAt === -1 ? (groups.at(-1) ?? to) : classAt };
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  const reason = text.slice(text.lastIndexOf(': ') + 2).trim();
  return reason === '' ? 'it cannot be read' : `${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
}

/**
 * A regular expression in its canonical spelling (slashes escaped). Throws a QueryError that says where it is wrong:
 * at the bracket that is never closed, or behind the longest beginning that would be valid. `offset` is where the
 * source stands in the query's text.
 */
export function checkRegex(source: string, offset: number): string {
  if (source.length > longestRegex) {
    throw new QueryError(
      `A regular expression may have at most ${longestRegex} characters.`,
      offset + longestRegex,
      offset + source.length,
    );
  }
  try {
    return new RegExp(source).source;
  } catch (error) {
    const { from, to } = wrongPart(source);
    throw new QueryError(
      `The regular expression is not valid: ${reasonOf(error)}.`,
      offset + from,
      offset + to,
    );
  }
}

function wrongPart(source: string): { readonly from: number; readonly to: number } {
  const { closers, last } = openAt(source, source.length);
  if (compiles(source + closers)) return { from: last, to: last + 1 };
  for (let size = source.length - 1; size > 0; size--) {
    const beginning = source.slice(0, size);
    if (compiles(beginning + openAt(source, size).closers)) return { from: size, to: size + 1 };
  }
  return { from: 0, to: Math.min(1, source.length) };
}
