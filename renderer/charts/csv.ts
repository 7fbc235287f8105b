import type { PlotGap, PlotOptions } from './plot';
import { type ChartSample, plot } from './plot';

/** A field as RFC 4180 has it; a text that a spreadsheet would take for a formula is made a text. */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const round = (value: number | null, digits: number): number | undefined =>
  value === null ? undefined : Number(value.toFixed(digits));

const basisColumn = { core: 'core', machine: 'machine', limit: 'limit' } as const;

/**
 * The samples of a window as they are shown, one line each, oldest first; times in UTC, a field is empty where there is
 * no figure. Lines end as RFC 4180 says.
 */
export function samplesCsv(samples: readonly ChartSample[], window: PlotGap, options: PlotOptions): string {
  const inside = samples.filter(({ at }) => at >= window.from && at <= window.to);
  const { points } = plot(inside, window, options, Number.POSITIVE_INFINITY);
  const head = [
    'time',
    `cpu_percent_of_${basisColumn[options.basis]}`,
    'throttled_percent',
    'memory_bytes',
    'memory_cache_bytes',
    'memory_limit_bytes',
    `received_bytes_per_second${options.network === undefined ? '' : ` ${options.network}`}`,
    `sent_bytes_per_second${options.network === undefined ? '' : ` ${options.network}`}`,
    `read_bytes_per_second${options.device === undefined ? '' : ` ${options.device}`}`,
    `written_bytes_per_second${options.device === undefined ? '' : ` ${options.device}`}`,
    'pids',
  ];
  const lines = points
    .filter((point) => point.memory !== null)
    .map((point) => [
      new Date(point.at).toISOString(),
      round(point.cpu, 2),
      round(point.throttled, 2),
      round(point.memory, 0),
      round(point.cache, 0),
      round(point.limit, 0),
      round(point.received, 0),
      round(point.sent, 0),
      round(point.read, 0),
      round(point.written, 0),
      round(point.pids, 0),
    ]);
  return [head, ...lines].map((line) => `${line.map(csvField).join(',')}\r\n`).join('');
}
