import { useVirtualizer, type VirtualizerOptions } from '@tanstack/react-virtual';

type Options = Omit<
  VirtualizerOptions<HTMLDivElement, Element>,
  'observeElementRect' | 'observeElementOffset' | 'scrollToFn'
>;

/**
 * The rows of a virtual list. The one place that calls the library: what it returns changes without changing its
 * identity, so read it in render and never hand it to a memoised component.
 */
export function useVirtualRows(options: Options) {
  return useVirtualizer<HTMLDivElement, Element>(options);
}
