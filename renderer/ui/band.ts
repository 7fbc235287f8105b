import type { ConnectionColour } from '#shared/model/connection';
import type { Tone } from './Tag';

/** The colours that a connection can have, in the order of their swatches. */
export const bandColours: readonly { readonly id: ConnectionColour; readonly name: string }[] = [
  { id: 'none', name: 'None' },
  { id: 'green', name: 'Green' },
  { id: 'blue', name: 'Blue' },
  { id: 'orange', name: 'Orange' },
  { id: 'red', name: 'Red' },
];

/** What a band is filled with. */
export const bandFill: Readonly<Record<ConnectionColour, string>> = {
  none: 'var(--surface-control)',
  green: 'var(--state-running-graphic)',
  blue: 'var(--state-restarting-graphic)',
  orange: 'var(--state-unhealthy-graphic)',
  red: 'var(--state-failed-graphic)',
};

const tones: Readonly<Record<ConnectionColour, Tone>> = {
  none: 'neutral',
  green: 'good',
  blue: 'live',
  orange: 'warn',
  red: 'bad',
};

/** The tag that carries a band's word. */
export function bandTone(colour: ConnectionColour): Tone {
  return tones[colour];
}
