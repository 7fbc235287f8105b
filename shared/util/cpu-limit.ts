import type { ContainerDetails } from '../model/container';

/** What a container may use of its machine's cores by its limits, times 100; undefined where it has none. */
export function cpuLimitOf({ limits }: Pick<ContainerDetails, 'limits'>): number | undefined {
  const pinned = limits.cpuset === undefined ? undefined : coresOf(limits.cpuset);
  if (limits.cpus === undefined && pinned === undefined) return undefined;
  return Math.min(limits.cpus ?? Number.POSITIVE_INFINITY, pinned ?? Number.POSITIVE_INFINITY) * 100;
}

/** How many cores `0-2,4` names; undefined for what is no such list. */
function coresOf(cpuset: string): number | undefined {
  let cores = 0;
  for (const part of cpuset.split(',')) {
    const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim());
    if (found === null) return undefined;
    const count = Number(found[2] ?? found[1]) - Number(found[1]) + 1;
    if (count < 1) return undefined;
    cores += count;
  }
  return cores;
}
