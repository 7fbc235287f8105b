/** Reads the parts of a request's body, whatever stands there. */
export type Json = Readonly<Record<string, unknown>>;

/** An object, or an empty one. */
export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The texts of a list; one text is a list of itself. */
export function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A text, or the other one. */
export function text(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

/** A finite number, or 0. */
export function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** The texts of an object by their keys. */
export function stringMap(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(object(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
