import { bytes, fullMoment, memory } from '../state/format';
import type { TreeNode } from './tree';

const memoryKeys = new Set([
  'Memory',
  'MemoryReservation',
  'MemorySwap',
  'KernelMemory',
  'KernelMemoryTCP',
  'ShmSize',
  'MemTotal',
]);
const diskKeys = new Set(['Size', 'SizeRw', 'SizeRootFs', 'VirtualSize', 'SharedSize']);
const nanosecondKeys = new Set(['Interval', 'Timeout', 'StartPeriod', 'StartInterval']);
const microsecondKeys = new Set(['CpuPeriod', 'CpuQuota', 'CpuRealtimePeriod', 'CpuRealtimeRuntime']);
/** What 0 or -1 stands for. */
const noLimit = new Set(['Memory', 'MemoryReservation', 'PidsLimit', 'NanoCpus', 'CpuQuota', 'KernelMemory']);

function seconds(value: number): string {
  if (value >= 60 && value % 60 === 0) return `${value / 60} m`;
  return value >= 1 ? `${Number(value.toFixed(2))} s` : `${Number((value * 1000).toFixed(2))} ms`;
}

/**
 * What a raw number or time of an engine's answer says, where its key makes that plain: `1 GB`, `1.5 CPUs`, `10 s`.
 * Undefined where it does not.
 */
export function meaningOf(node: TreeNode): string | undefined {
  const { key, value } = node;
  if (typeof value === 'number') {
    if ((value === 0 || value === -1) && noLimit.has(key)) return 'no limit';
    if (value === -1 && key === 'MemorySwap') return 'unlimited swap';
    if (key === 'MemorySwappiness' && value === -1) return 'engine default';
    if (value <= 0) return undefined;
    if (memoryKeys.has(key)) return memory(value);
    if (diskKeys.has(key)) return bytes(value);
    if (key === 'NanoCpus') return `${Number((value / 1e9).toFixed(3))} CPUs`;
    if (nanosecondKeys.has(key) && value >= 1e6) return seconds(value / 1e9);
    if (microsecondKeys.has(key)) return seconds(value / 1e6);
    if (key === 'StopTimeout') return seconds(value);
    return undefined;
  }
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(value)) {
    if (value.startsWith('0001-01-01')) return 'never';
    const at = Date.parse(value);
    return Number.isNaN(at) ? undefined : fullMoment(at);
  }
  return undefined;
}
