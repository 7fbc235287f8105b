import { useMemo } from 'react';
import { visibleControls } from '#shared/util/ansi';
import { classes } from '../ui/classes';
import styles from './InspectView.module.css';

const c = classes(styles);

/** Lines in one block; the browser lays out only the blocks in view. */
const blockLines = 200;
const lineHeight = 20;

/** The whole document as JSON text. */
export function RawView({ text, label }: { readonly text: string; readonly label: string }) {
  const blocks = useMemo(() => {
    const lines = text.split('\n').map(visibleControls);
    const made: string[][] = [];
    for (let at = 0; at < lines.length; at += blockLines) made.push(lines.slice(at, at + blockLines));
    return made;
  }, [text]);
  return (
    <div className={c('raw')} role="region" aria-label={label} tabIndex={0} data-selectable>
      {blocks.map((lines, index) => (
        <pre
          key={index}
          className={c('rawBlock')}
          style={{ containIntrinsicSize: `auto ${lines.length * lineHeight}px` }}
        >
          {lines.join('\n')}
        </pre>
      ))}
    </div>
  );
}
