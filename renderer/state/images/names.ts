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

/** `repository:tag`, or words and the short id for an image without a tag. */
export function imageName(image: Pick<Image, 'id' | 'tags'>): string {
  return image.tags[0] ?? `Untagged ${shortId(image.id)}`;
}
