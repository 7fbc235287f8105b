/**
 * Lenient readers for engine JSON. Engines of some years turn strings into numbers and booleans, leave keys out or
 * send null; each reader gives its plain default then. Only own keys are read, so `__proto__` and its kind are inert.
 */

/** Own value of an object, undefined for anything else. */
export function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** First of the keys that is there: engines before API 1.12 write `ID` where newer ones write `Id`. */
export function firstField(value: unknown, ...keys: readonly string[]): unknown {
  for (const key of keys) {
    const found = field(value, key);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** A string; numbers and booleans in their text form. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A finite number, also from its text form; undefined otherwise. */
export function num(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string' && value.trim() !== '') return num(Number(value));
  return undefined;
}

/** A boolean, also from 0 and 1. */
export function bool(value: unknown): boolean {
  return value === true || value === 1 || value === 'true';
}

/** A list; empty for null and anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Own entries of an object; empty for anything else. */
export function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** A map of strings without a prototype, so that no key of an engine can mean more than itself. */
export function stringMap(value: unknown): Readonly<Record<string, string>> {
  const map = Object.create(null) as Record<string, string>;
  for (const [key, text] of entries(value)) map[key] = str(text);
  return map;
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Epoch ms of an RFC 3339 text; undefined for none, for the zero time and for what is no time. */
export function time(value: unknown): number | undefined {
  if (typeof value !== 'string' || !rfc3339.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) || ms <= 0 ? undefined : ms;
}
