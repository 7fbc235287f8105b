import { ChevronDown } from 'lucide-react';
import { memo, useId } from 'react';
import { Area, AreaChart, CartesianGrid, ReferenceArea, ReferenceLine, XAxis, YAxis } from 'recharts';
import { displayText } from '#shared/util/display-text';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { Menu } from '../ui/Menu';
import type { Lane } from './lanes';
import type { Plot, PlotGap, PlotPoint } from './plot';
import styles from './StatsView.module.css';

const c = classes(styles);

/** Room above the plot for the half of a line at the top of its scale. */
const top = 10;
const bottom = 8;
const verticals = [0.2, 0.4, 0.6, 0.8];

/** Only the drawing: it does not know the cursor, so that moving the pointer draws no chart anew. */
const Drawing = memo(function Drawing({
  lane,
  plot,
  window,
  width,
  height,
  marks,
}: {
  readonly lane: Lane;
  readonly plot: Plot;
  readonly window: PlotGap;
  readonly marks: readonly number[];
  readonly width: number;
  readonly height: number;
}) {
  const id = useId();
  return (
    <AreaChart
      width={width}
      height={height}
      data={plot.points}
      margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <defs>
        {lane.series.map(({ key, colour }) => (
          <linearGradient key={key} id={`${id}-${key}`} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stopColor={`var(${colour})`} stopOpacity="0.24" />
            <stop offset="1" stopColor={`var(${colour})`} stopOpacity="0.02" />
          </linearGradient>
        ))}
        <pattern
          id={`${id}-gap`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line
            x1="0"
            y1="0"
            x2="0"
            y2="6"
            stroke="var(--border-control)"
            strokeOpacity="0.55"
            strokeWidth="1"
          />
        </pattern>
      </defs>
      <XAxis dataKey="at" type="number" domain={[window.from, window.to]} allowDataOverflow hide />
      <YAxis type="number" domain={[0, lane.edge]} allowDataOverflow hide />
      <CartesianGrid
        stroke="var(--chart-grid)"
        horizontalValues={[0, lane.top / 2, lane.top]}
        verticalValues={verticals.map((share) => window.from + share * (window.to - window.from))}
        syncWithTicks={false}
      />
      {plot.gaps.map((gap) => (
        <ReferenceArea
          key={gap.from}
          x1={gap.from}
          x2={gap.to}
          fill={`url(#${id}-gap)`}
          fillOpacity={1}
          stroke="none"
          ifOverflow="hidden"
        />
      ))}
      {lane.limit !== undefined && !lane.stepped && (
        <ReferenceLine
          y={lane.limit.value}
          stroke="var(--chart-limit)"
          strokeDasharray="5 4"
          strokeWidth={1.2}
        />
      )}
      {lane.stepped && (
        <Area
          dataKey="limit"
          type="stepAfter"
          stroke="var(--chart-limit)"
          strokeDasharray="5 4"
          strokeWidth={1.2}
          fill="none"
          isAnimationActive={false}
          connectNulls={false}
          dot={false}
          activeDot={false}
        />
      )}
      {marks.map((at) => (
        <ReferenceLine key={at} x={at} stroke="var(--chart-axis)" strokeDasharray="1 3" strokeWidth={1} />
      ))}
      {lane.series.map(({ key, colour, dashed }) => (
        <Area
          key={key}
          dataKey={key}
          type="linear"
          stroke={`var(${colour})`}
          strokeWidth={1.3}
          {...(dashed && { strokeDasharray: '4 3' })}
          fill={dashed ? 'none' : `url(#${id}-${key})`}
          isAnimationActive={false}
          connectNulls={false}
          dot={false}
          activeDot={false}
        />
      ))}
    </AreaChart>
  );
});

export interface LaneChartProps {
  readonly lane: Lane;
  readonly plot: Plot;
  readonly window: PlotGap;
  /** Of the plot, in px. */
  readonly width: number;
  /** The point at the cursor; the newest while there is none. */
  readonly point: PlotPoint | undefined;
  /** Epoch ms of the cursor. */
  readonly cursor: number | undefined;
  /** Epoch ms of what happened, in the window. */
  readonly marks: readonly number[];
  /** Chooses a part of the sum, or the sum again. */
  readonly onPart?: ((part: string | undefined) => void) | undefined;
}

/** Which interface or device is drawn: all of them, or one. */
function Parts({
  lane,
  onPart,
}: {
  readonly lane: Lane;
  readonly onPart: (part: string | undefined) => void;
}) {
  const all = lane.name === 'Network' ? 'All interfaces' : 'All devices';
  return (
    <Menu
      label={`Parts of ${lane.name}`}
      entries={[
        {
          kind: 'choice',
          id: 'all',
          label: all,
          checked: lane.part === undefined,
          onSelect: () => onPart(undefined),
        },
        ...lane.parts.map((part) => ({
          kind: 'choice' as const,
          id: `part ${part}`,
          label: displayText(part, 60),
          checked: lane.part === part,
          onSelect: () => onPart(part),
        })),
      ]}
      trigger={
        <button type="button" className={c('parts')} onClick={(event) => event.stopPropagation()}>
          <span>{displayText(lane.part ?? 'All', 60)}</span>
          <Icon icon={ChevronDown} size={12} />
        </button>
      }
    />
  );
}

/** One lane: name and unit, axis, chart with the shared cursor, and the values at the cursor on the right. */
export function LaneChart({ lane, plot, window, width, point, cursor, marks, onPart }: LaneChartProps) {
  const height = lane.height - top - bottom;
  const descriptionId = useId();
  const y = (value: number): number => top + height * (1 - Math.min(1, value / lane.edge));
  const x = cursor === undefined ? 0 : ((cursor - window.from) / (window.to - window.from)) * width;
  return (
    <section className={c('lane')} style={{ height: lane.height }}>
      <div className={c('title')}>
        <b>{lane.name}</b>
        <small>{lane.unit}</small>
        {onPart !== undefined && (lane.parts.length > 1 || lane.part !== undefined) && (
          <Parts lane={lane} onPart={onPart} />
        )}
      </div>
      <div className={c('axis')} aria-hidden="true">
        {lane.missing === undefined &&
          [lane.top, lane.top / 2, 0].map((value) => (
            <span key={value} style={{ top: y(value) }}>
              {value === 0 ? '0' : lane.format(value).replace('.0 %', '')}
            </span>
          ))}
      </div>
      <div className={c('plot')} role="img" aria-label={lane.name} aria-describedby={descriptionId}>
        <span id={descriptionId} hidden>
          {lane.summary}
        </span>
        {lane.missing !== undefined ? (
          <span className={c('missing')}>{lane.missing}</span>
        ) : (
          <>
            <div className={c('drawing')}>
              {width > 0 && (
                <Drawing
                  lane={lane}
                  plot={plot}
                  window={window}
                  width={width}
                  height={height}
                  marks={marks}
                />
              )}
            </div>
            {lane.limit !== undefined && (
              <span className={c('limit')} style={{ top: y(lane.limit.value) }}>
                {lane.limit.label}
              </span>
            )}
          </>
        )}
        {cursor !== undefined && lane.missing === undefined && (
          <div className={c('cursor')} style={{ left: x }}>
            {lane.series.map(({ key, colour }) => {
              const value = point?.[key];
              if (value === null || value === undefined) return null;
              return <i key={key} style={{ top: y(value), background: `var(${colour})` }} />;
            })}
          </div>
        )}
      </div>
      <div className={c('values')}>
        {lane.missing === undefined &&
          lane.series.map(({ key, name, colour, dashed }) => {
            const value = point?.[key];
            return (
              <div key={key} className={c('legend')}>
                <svg width="16" height="8" aria-hidden="true">
                  <line
                    x1="0"
                    x2="16"
                    y1="4"
                    y2="4"
                    stroke={`var(${colour})`}
                    strokeWidth="2"
                    {...(dashed && { strokeDasharray: '4 2' })}
                  />
                </svg>
                <span>{name}</span>
                <b>{value === null || value === undefined ? 'no sample' : lane.format(value)}</b>
              </div>
            );
          })}
        <p className={c('notes')}>
          {lane.notes.map((note) => (
            <span key={note}>{note}</span>
          ))}
        </p>
      </div>
    </section>
  );
}
