import { fail, ok, type Result } from '#shared/result';

/** A web address that may be shown and, after a yes, opened. */
export interface WebLink {
  /** What the browser will get: normal form, host in ASCII, so that look-alike letters show. */
  readonly target: string;
  readonly host: string;
}

const maxLength = 2048;

/**
 * Reads an address that came from anywhere, a container included. Only http and https, without credentials, of bounded
 * length; everything else is refused with a sentence.
 */
export function readLink(text: string): Result<WebLink> {
  const refused = (why: string): Result<never> => {
    const message = `“${text.slice(0, 120)}” was not opened: ${why}.`;
    return fail({ kind: 'invalid-input', issues: [{ path: 'url', message }], message });
  };
  if (text.length > maxLength) return refused('it is longer than 2,048 characters');
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refused('it is no web address');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refused('only http and https addresses are opened');
  if (url.username !== '' || url.password !== '') return refused('it carries a user name or password');
  return ok({ target: url.href, host: url.host });
}
