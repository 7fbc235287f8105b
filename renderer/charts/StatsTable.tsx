import { bytes, clock, memory, percent } from '../state/format';
import { classes } from '../ui/classes';
import type { PlotPoint } from './plot';
import styles from './StatsView.module.css';

const c = classes(styles);

const rate = (value: number): string => `${bytes(value)}/s`;
const words = (value: number | null, format: (value: number) => string): string =>
  value === null ? 'no sample' : format(value);

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
  return (
    <div className={c('tableFrame')}>
      <table className={c('table')}>
        <caption>{`Newest first, the largest of each ${seconds} s`}</caption>
        <thead>
          <tr>
            {['Time', `CPU, ${cpuUnit}`, 'Memory', 'Sent', 'Received', 'Written', 'Read', 'PIDs'].map(
              (name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {[...points].reverse().map((point) => (
            <tr key={point.at}>
              <th scope="row">{clock(point.at)}</th>
              <td>{words(point.cpu, percent)}</td>
              <td>{words(point.memory, memory)}</td>
              <td>{words(point.sent, rate)}</td>
              <td>{words(point.received, rate)}</td>
              <td>{words(point.written, rate)}</td>
              <td>{words(point.read, rate)}</td>
              <td>{words(point.pids, String)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
