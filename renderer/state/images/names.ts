import type { Image } from '#shared/model/image';
import { shortId } from '../format';

/** A reference cut into what it is called and which one of those. */
export interface ReferenceParts {
  readonly repository: string;
  /** With its colon or at-sign, '' where there is none. */
  readonly tag: string;
}

/** Cuts `registry:5000/shop/api:2.14` before the tag; a port is no tag. */
export function splitReference(reference: string): ReferenceParts {
  const at = reference.indexOf('@');
  if (at > 0) return { repository: reference.slice(0, at), tag: reference.slice(at) };
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { repository: reference, tag: '' };
  return { repository: reference.slice(0, colon), tag: reference.slice(colon) };
}

/** A reference as engines complete it: with the tag that counts where none is given, without the usual registry. */
function completed(reference: string): string {
  const { repository, tag } = splitReference(reference);
  const short = repository.replace(/^(?:docker\.io|localhost)\//, '').replace(/^library\//, '');
  return `${short}${tag === '' ? ':latest' : tag}`;
}

/** Whether one of the images is what a reference names: a tag, a digest, or the beginning of an id. */
export function isAmong(images: readonly Image[], reference: string): boolean {
  const wanted = completed(reference);
  const id = /^(?:sha256:)?([0-9a-f]{6,64})$/.exec(reference)?.[1];
  return images.some(
    (image) =>
      [...image.tags, ...image.digests].some((name) => completed(name) === wanted) ||
      (id !== undefined && image.id.replace(/^sha256:/, '').startsWith(id)),
  );
}

/** `repository:tag`, or words and the short id for an image without a tag. */
export function imageName(image: Pick<Image, 'id' | 'tags'>): string {
  return image.tags[0] ?? `Untagged ${shortId(image.id)}`;
}
