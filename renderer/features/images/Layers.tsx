import { Layers as LayersIcon } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { ImageLayer } from '#shared/model/image';
import { displayText } from '#shared/util/display-text';
import { bytes, count } from '../../state/format';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { EmptyState } from '../../ui/EmptyState';
import { Tag } from '../../ui/Tag';
import styles from './Layers.module.css';

const c = classes(styles);

/** A round step of the axis of which about three fit. */
export function axisStep(total: number): number {
  if (total <= 0) return 1;
  const rough = total / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const digits = rough / power;
  return (digits > 5 ? 10 : digits > 2 ? 5 : digits > 1 ? 2 : 1) * power;
}

/** The steps of an image as a waterfall: where each begins, what it adds, and which one weighs most. */
export function Layers({ layers }: { readonly layers: readonly ImageLayer[] }) {
  const heaviest = layers.reduce(
    (best, layer, at) => (layer.size > (layers[best]?.size ?? 0) ? at : best),
    0,
  );
  const [chosen, setChosen] = useState<number>();
  const at = Math.min(chosen ?? heaviest, layers.length - 1);
  const current = layers[at];
  if (current === undefined) {
    return (
      <EmptyState
        icon={LayersIcon}
        title="The engine told no history"
        text="Imported images often have none."
      />
    );
  }
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  const starts: number[] = [];
  layers.reduce((sum, { size }) => {
    starts.push(sum);
    return sum + size;
  }, 0);
  const filled = layers.filter(({ size }) => size > 0).length;
  const step = axisStep(total);
  const marks = Array.from({ length: Math.floor(total / step) + 1 }, (_, mark) => mark * step);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: layers.length - 1 }[event.key];
    if (to === undefined || layers[to] === undefined) return;
    event.preventDefault();
    setChosen(to);
    const row = event.currentTarget.querySelectorAll<HTMLElement>('[data-step]')[to];
    row?.focus();
  };
  return (
    <div className={c('scroll')}>
      <div className={c('top')}>
        <b>
          {count(layers.length, 'step')}, {count(filled, 'layer')}
        </b>
        <span className={c('space')} />
        <span className={c('key')}>
          <i />
          Adds files
        </span>
        <span className={c('key')}>
          <i className={c('most')} />
          Heaviest
        </span>
      </div>
      <div role="grid" aria-label="Layers" onKeyDown={onKeyDown}>
        {layers.map((layer, index) => {
          const share = total === 0 ? 0 : layer.size / total;
          const start = total === 0 ? 0 : (starts[index] ?? 0) / total;
          const most = index === heaviest && layer.size > 0;
          const instruction = displayText(layer.instruction, 20);
          return (
            <div
              key={index}
              role="row"
              aria-label={`Layer ${index + 1}${instruction === '' ? '' : `, ${instruction}`}`}
              aria-selected={index === at}
              data-step={index}
              tabIndex={index === at ? 0 : -1}
              className={c('row', index === at && 'on', layer.size === 0 && 'meta')}
              onClick={() => setChosen(index)}
            >
              <span role="gridcell" className={c('number')}>
                {index + 1}
              </span>
              <span role="gridcell" className={c('what')}>
                <b>{instruction}</b>
                <code>{displayText(layer.text, 200)}</code>
              </span>
              <span
                role="gridcell"
                className={c('bar')}
                style={{ backgroundSize: `${(step / Math.max(total, 1)) * 100}% 100%` }}
              >
                <i
                  className={c(most && 'most')}
                  style={{ left: `${start * 100}%`, width: `max(2px, ${share * 100}%)` }}
                />
                {most && (
                  <u
                    className={c(share > 0.3 && 'inside')}
                    style={
                      share > 0.3
                        ? { right: `${(1 - start - share) * 100}%` }
                        : { left: `${(start + share) * 100}%` }
                    }
                  >
                    heaviest, {Math.round(share * 100)} %
                  </u>
                )}
              </span>
              <span role="gridcell" className={c('size')}>
                {layer.size === 0 ? 'metadata' : bytes(layer.size)}
              </span>
            </div>
          );
        })}
      </div>
      {total > 0 && (
        <div className={c('axis')} aria-hidden="true">
          <span>
            {marks.map((mark) => (
              <u key={mark} style={{ left: `${(mark / total) * 100}%` }}>
                {mark === 0 ? '0' : bytes(mark)}
              </u>
            ))}
          </span>
        </div>
      )}
      <div className={c('step')}>
        <div>
          <b>Step {at + 1}</b>
          {current.instruction !== '' && <Tag tone="accent">{displayText(current.instruction, 20)}</Tag>}
          <span className={c('dim')}>{current.size === 0 ? 'metadata only' : bytes(current.size)}</span>
          <span className={c('space')} />
          <CopyButton label="Copy instruction" text={() => `${current.instruction} ${current.text}`.trim()} />
        </div>
        <pre>{readable(current.text)}</pre>
      </div>
    </div>
  );
}

/** A long shell line broken at its `&&` and `;`, for reading; what is copied is the original. */
function readable(text: string): string {
  const broken = text.replace(/\s*(&&|;)\s+/g, (_, joint: string) => `${joint === ';' ? ';' : ' &&'} \u0000`);
  return broken
    .split('\u0000')
    .map((part) => displayText(part, 4000))
    .join('\\\n  ');
}
