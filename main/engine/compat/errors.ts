import { field, str } from './read';

/** Longest message that is shown; more than that is a page of something, not a sentence. */
const maxMessage = 4096;

/**
 * The engine's own words in the body of a refusal, undefined where there are none. JSON with `message` from API 1.24
 * on, with Podman's `cause` beside it; plain text before and for refused versions; some 404s of the oldest are empty.
 * A page of HTML comes from something else than an engine and says nothing of use.
 */
export function toErrorMessage(body: string): string | undefined {
  const text = body.trim();
  if (text === '' || text.startsWith('<')) return undefined;
  return (fromJson(text) ?? text).slice(0, maxMessage);
}

function fromJson(text: string): string | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof raw === 'string') return raw.trim() === '' ? undefined : raw.trim();
  const message = str(field(raw, 'message')).trim();
  const cause = str(field(raw, 'cause')).trim();
  // Registries and proxies between give a list of errors, of which the first is the one that counts.
  const first = field(field(raw, 'errors'), '0');
  return (
    message || cause || str(field(first, 'message')).trim() || str(field(raw, 'error')).trim() || undefined
  );
}
