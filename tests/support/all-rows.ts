/** Stands for renderer/ui/use-virtual-rows where nothing is measured: every row is in view. */
export function useVirtualRows(options: {
  readonly count: number;
  readonly estimateSize: (index: number) => number;
  readonly getItemKey?: (index: number) => string | number | bigint;
}) {
  const items = Array.from({ length: options.count }, (_, index) => ({
    index,
    key: options.getItemKey?.(index) ?? index,
    start: index * options.estimateSize(index),
  }));
  return {
    measure: () => undefined,
    getVirtualItems: () => items,
    getTotalSize: () => options.count * options.estimateSize(0),
    range: { startIndex: 0, endIndex: options.count - 1 },
    scrollToIndex: () => undefined,
  };
}
