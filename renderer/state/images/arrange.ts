import type { Image } from '#shared/model/image';
import type { Wanted } from '../ordering';
import type { ImagesView } from '../views';
import { imageName } from './names';

const byText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** What images can be filtered by beside free text. */
const fields: Readonly<Record<string, (image: Image) => readonly string[]>> = {
  name: (image) => image.tags,
  unused: (image) => [image.usedBy.length === 0 ? 'yes' : 'no'],
  usedby: (image) => image.usedBy.map(({ name }) => name),
  label: (image) => Object.entries(image.labels).flatMap(([key, value]) => [key, `${key}=${value}`]),
};

/** Reads a word such as `unused:yes`; undefined for a word that is no token of images. */
export function readImageToken(word: string): { readonly key: string; readonly value: string } | undefined {
  const colon = word.indexOf(':');
  const key = word.slice(0, colon).toLowerCase();
  const value = word.slice(colon + 1);
  // `nginx:1.29` is a name with a tag, no token.
  return colon > 0 && value !== '' && Object.hasOwn(fields, key) ? { key, value } : undefined;
}

/** What the typed word could become. */
export function suggestImageTokens(
  text: string,
): readonly { readonly insert: string; readonly label: string; readonly hint: string }[] {
  const word = text.slice(text.lastIndexOf(' ') + 1).toLowerCase();
  if (word === '') return [];
  const known = [
    { insert: 'name:', label: 'name:', hint: 'name contains' },
    { insert: 'unused:yes', label: 'unused:yes', hint: 'no container uses it' },
    { insert: 'usedby:', label: 'usedby:', hint: 'a container’s name contains' },
    { insert: 'label:', label: 'label:', hint: 'label is' },
  ];
  return known.filter(({ label }) => label.startsWith(word) && label !== word);
}

/** Makes the test of a filter: tokens and free words, all of which must match. */
function compile({ tokens, text }: ImagesView['filter']): (image: Image) => boolean {
  const wanted = [...tokens];
  const free: string[] = [];
  for (const word of text.toLowerCase().split(/\s+/)) {
    const token = readImageToken(word);
    if (token !== undefined) wanted.push(token);
    else if (word !== '' && !(word.endsWith(':') && Object.hasOwn(fields, word.slice(0, -1))))
      free.push(word);
  }
  return (image) => {
    const names = [...image.tags, imageName(image), image.id].join(' ').toLowerCase();
    return (
      free.every((word) => names.includes(word)) &&
      wanted.every(({ key, value }) =>
        (fields[key]?.(image) ?? []).some((candidate) =>
          candidate.toLowerCase().includes(value.toLowerCase()),
        ),
      )
    );
  };
}

function compare(by: ImagesView['sort']['by'], a: Image, b: Image): number {
  switch (by) {
    case 'name':
      // Untagged images come last, whatever their id.
      return Number(a.tags.length === 0) - Number(b.tags.length === 0);
    case 'size':
      return a.size - b.size;
    case 'usedBy':
      return b.usedBy.length - a.usedBy.length;
    case 'age':
      return b.createdAt - a.createdAt;
  }
}

/** The rows that the data and the person's wishes give, in order; ties by name, then id. */
export function arrangeImages(images: readonly Image[], view: ImagesView): readonly Wanted[] {
  const matches = compile(view.filter);
  const direction = view.sort.descending ? -1 : 1;
  return images
    .filter((image) => (view.segment === 'all' || image.usedBy.length === 0) && matches(image))
    .sort((a, b) => {
      const byName = byText.compare(imageName(a), imageName(b)) || (a.id < b.id ? -1 : 1);
      return direction * (compare(view.sort.by, a, b) || byName);
    })
    .map(({ id }) => ({ key: id, group: '' }));
}
