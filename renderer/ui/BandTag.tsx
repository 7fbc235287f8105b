import type { ConnectionColour } from '#shared/model/connection';
import { displayText } from '#shared/util/display-text';
import { bandTone } from './band';
import { Tag } from './Tag';

/** The word of a connection's band on its colour; nothing where there is no word. */
export function BandTag({
  band,
}: {
  readonly band: { readonly colour: ConnectionColour; readonly word: string } | undefined;
}) {
  return band === undefined || band.word === '' ? null : (
    <Tag tone={bandTone(band.colour)}>{displayText(band.word, 24)}</Tag>
  );
}
