import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { displayText } from '#shared/util/display-text';
import { classes } from '../../ui/classes';
import type { OverviewSnapshot } from './overview-list';
import { mostBands, stackHeight, type StackModel, stackWidth } from './stack-model';
import styles from './StackChart.module.css';

const c = classes(styles);
const bands = Array.from({ length: mostBands }, (_unused, at) => at);

export interface StackChartProps {
  readonly name: 'CPU' | 'Memory';
  readonly unit: string;
  readonly model: StackModel;
  readonly items: OverviewSnapshot['items'];
  readonly onOpen: (key: string) => void;
}

/** One stacked chart: React renders names and colours, the model draws into it. */
export function StackChart({ name, unit, model, items, onOpen }: StackChartProps) {
  const { largest } = useSyncExternalStore(model.subscribe, model.names);
  const root = useRef<HTMLDivElement>(null);
  // Also when others are named: their figures are written at once.
  useLayoutEffect(() => (root.current === null ? undefined : model.attach(root.current)), [model, largest]);
  return (
    <div ref={root} className={c('stack')}>
      <div className={c('stackHead')}>
        <b>{name}</b>
        <small>{unit}</small>
        <span className={c('stackTotal')} data-total="" />
      </div>
      <div className={c('stackBody')}>
        <div className={c('stackPlot')} role="img" aria-label={name} aria-describedby={`stack-${name}`}>
          <svg viewBox={`0 0 ${stackWidth} ${stackHeight}`} preserveAspectRatio="none" aria-hidden="true">
            <path className={c('band', 'rest')} data-band="rest" />
            {bands.map((at) => (
              <path key={at} className={c('band', `band${at}`)} data-band={at} />
            ))}
          </svg>
          <span className={c('stackTop')} data-top="" aria-hidden="true" />
          <span id={`stack-${name}`} hidden data-summary="" />
        </div>
        <ul className={c('legend')} aria-label={`${name}, the largest`}>
          {largest.map((key, at) => {
            const label = displayText(items.get(key)?.container.name ?? '', 120);
            return (
              <li key={key}>
                <i className={c('swatch', `band${at}`)} />
                <button type="button" title={label} onClick={() => onOpen(key)}>
                  {label}
                </button>
                <span data-value={at} />
              </li>
            );
          })}
          <li>
            <i className={c('swatch', 'rest')} />
            <span className={c('others')}>All others</span>
            <span data-value="rest" />
          </li>
        </ul>
      </div>
    </div>
  );
}
