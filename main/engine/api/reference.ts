import { fail, ok, type Result } from '#shared/result';

/** An image reference, taken apart as the engine wants it for a pull. */
export interface ImageReference {
  /** Host and path, as typed. */
  readonly repository: string;
  /** Tag, or `sha256:...` where a digest was given; never empty. */
  readonly tag: string;
  /** The whole with its tag. */
  readonly text: string;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?';
const repositoryPattern = new RegExp(`^(?:${host}/)?${component}(?:/${component})*$`);
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestPattern = /^[a-z0-9+._-]+:[0-9a-fA-F]{32,}$/;

/**
 * Reads what a person typed: `[host[:port]/]path[:tag][@digest]`; no tag means `latest`, a digest wins over a tag. The
 * error is a sentence for beside the field. Reference section 2.19.
 */
export function parseReference(typed: string): Result<ImageReference> {
  const text = typed.trim();
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const repository = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : 'latest';
  if (text === '') return bad('Type the name of an image, such as nginx:1.29.');
  if (/\s/.test(text)) return bad('A name of an image has no spaces.');
  if (digest !== undefined && !digestPattern.test(digest))
    return bad(`“${digest}” is no digest; it looks like sha256:…`);
  if (!tagPattern.test(tag))
    return bad(`“${tag}” is no tag: letters, digits, dots, dashes and underscores, at most 128.`);
  if (/^[0-9a-f]{64}$/.test(repository))
    return bad('That is an id, not a name; an engine can pull by name only.');
  if (repository.length > 255) return bad('The name is longer than 255 characters.');
  if (!repositoryPattern.test(repository)) {
    return bad(
      /[A-Z]/.test(repository.slice(repository.indexOf('/') + 1))
        ? `“${repository}” has capital letters; names of images are lower case.`
        : `“${repository}” is no name of an image.`,
    );
  }
  return ok({
    repository,
    tag: digest ?? tag,
    text: digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`,
  });
}

function bad(message: string): Result<never> {
  return fail({ kind: 'invalid-input', issues: [{ path: 'reference', message }], message });
}
