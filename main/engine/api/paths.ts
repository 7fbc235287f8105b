/**
 * One segment of a path; `.` and `..` stand for themselves and never for another place. Never throws: half a character,
 * which JSON of an engine can hold, becomes the sign for an unknown one.
 */
export function segment(text: string): string {
  return /^\.\.?$/.test(text)
    ? text.replaceAll('.', '%2E')
    : encodeURIComponent(Buffer.from(text).toString());
}

/**
 * A name of an image or a plugin as it stands in a path. It keeps its slashes, colons and its @, for engines match
 * them on the text as it is sent.
 */
export function referencePath(reference: string): string {
  return reference.split('/').map(segment).join('/').replaceAll('%3A', ':').replaceAll('%40', '@');
}
