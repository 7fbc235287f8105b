/** Parts of the name of a variable, label or option whose value is nobody's business but its owner's. */
const secretParts = /PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY/i;
/** Words that make a secret only where they stand alone: `DB_PASS`, but not `BYPASS`. */
const secretWords = /(^|[_.-])(PASS|KEY|PAT|AUTH|SALT|DSN)([_.-]|$)|[_.-]PWD$/i;
/** The password in an address: `postgres://app:secret@db/shop`. */
const addressPassword = /^([a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*:)[^/?#\s@]+@/i;
/** A variable, or an option of a command: `NAME=value`, `--name=value`. */
const assignment = /^(-{0,2}[A-Za-z_][\w.-]*)=(.+)$/s;
/** As deep as trees are shown. */
const deepest = 64;

/** What stands in place of a secret; says nothing of its length. */
export const mask = '\u2022'.repeat(8);

const isSecretName = (name: string): boolean => secretParts.test(name) || secretWords.test(name);

/** A string of a document without the secret in it; the same string where there is none. */
export function masked(key: string, text: string): string {
  // A list's entry is called by its number, which says nothing.
  if (text !== '' && !/^\d+$/.test(key) && isSecretName(key)) return mask;
  const [, name, value] = assignment.exec(text) ?? [];
  if (name !== undefined && isSecretName(name)) return `${name}=${mask}`;
  const address = value ?? text;
  return text.slice(0, text.length - address.length) + address.replace(addressPassword, `$1${mask}@`);
}

/** A document as it may be seen, and where something is hidden in it, as JSON pointers. */
export interface SafeDocument {
  readonly shown: unknown;
  readonly hidden: readonly string[];
}

/** Masks the secrets of a JSON document but for those that a person revealed. Own entries only, read and never assigned. */
export function hideSecrets(document: unknown, revealed: ReadonlySet<string>): SafeDocument {
  const hidden: string[] = [];
  const walk = (value: unknown, key: string, pointer: string, depth: number): unknown => {
    if (typeof value === 'string') {
      const safe = masked(key, value);
      if (safe === value || revealed.has(pointer)) return value;
      hidden.push(pointer);
      return safe;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth === deepest) return null;
    const inside = (name: string, entry: unknown): unknown =>
      walk(entry, name, `${pointer}/${pointerPart(name)}`, depth + 1);
    if (Array.isArray(value)) return value.map((entry, index) => inside(String(index), entry));
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, inside(name, entry)]));
  };
  return { shown: walk(document, '', '', 0), hidden };
}

/** A key as a part of a JSON pointer. */
export const pointerPart = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
