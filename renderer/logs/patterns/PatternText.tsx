import type { HoleKind, PatternPart } from '#shared/logs/patterns/pattern';
import { displayText } from '#shared/util/display-text';
import { classes } from '../../ui/classes';
import styles from './PatternsPanel.module.css';

const c = classes(styles);

const words: Readonly<Record<HoleKind, string>> = {
  number: 'number',
  id: 'id',
  address: 'address',
  time: 'time',
  duration: 'duration',
  size: 'size',
  quoted: 'text',
  word: 'word',
  value: 'value',
  rest: 'more',
};

/** A pattern: what all its lines say, and a chip for each place that varies. */
export function PatternText({ parts }: { readonly parts: readonly PatternPart[] }) {
  return parts.map((part, index) =>
    part.kind === 'text' ? (
      <span key={index}>{displayText(part.text)}</span>
    ) : (
      <i key={index} className={c('hole')}>
        {words[part.hole]}
      </i>
    ),
  );
}
