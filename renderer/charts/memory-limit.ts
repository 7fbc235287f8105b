/**
 * The limit in bytes that a container was given; undefined where it has none: then the engine reports the memory of the
 * machine, which is no limit to speak of. `machineBytes` is 0 where it is not known.
 */
export function memoryLimit(reported: number, machineBytes: number): number | undefined {
  if (reported <= 0) return undefined;
  return machineBytes > 0 && reported >= machineBytes * 0.98 ? undefined : reported;
}
