import { clock, memory, percent } from '../state/format';
import { classes } from '../ui/classes';
import { byteRate } from './figures';
import type { PlotPoint } from './plot';
import styles from './StatsTable.module.css';

const c = classes(styles);

/** Columns behind the time, in the order of the head. */
const columns: readonly (readonly [
  Exclude<keyof PlotPoint, 'at' | 'limit' | 'throttled'>,
  (value: number) => string,
])[] = [
  ['cpu', percent],
  ['memory', memory],
  ['cache', memory],
  ['sent', byteRate],
  ['received', byteRate],
  ['written', byteRate],
  ['read', byteRate],
  ['pids', String],
];

/** The charts as a table, newest first: one row for each point given. */
export function StatsTable({
  points,
  cpuUnit,
  seconds,
}: {
  readonly points: readonly PlotPoint[];
  readonly cpuUnit: string;
  /** What one row stands for: the largest of so many seconds. */
  readonly seconds: number;
}) {
  const counted = new Set(
    columns.flatMap(([key]) => (points.some((point) => point[key] !== null) ? [key] : [])),
  );
  return (
    <div className={c('tableFrame')}>
      <table className={c('table')}>
        <caption>{`Newest first, the largest of each ${seconds} s`}</caption>
        <thead>
          <tr>
            {[
              'Time',
              `CPU, ${cpuUnit}`,
              'Memory',
              'File cache',
              'Sent',
              'Received',
              'Written',
              'Read',
              'PIDs',
            ].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.at}>
              <th scope="row">{clock(point.at)}</th>
              {columns.map(([key, format]) => {
                const value = point[key];
                return (
                  <td key={key}>
                    {value !== null ? format(value) : counted.has(key) ? 'no sample' : 'not counted'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
