import { grouped } from '../log-time';
import type { SearchMode, SearchState } from '../model/types';

/** What became of a search, in a few words: `7 of 41`, `Searching, 38 %`, `No lines`. '' where nothing is searched. */
export function searchWords(mode: SearchMode, search: SearchState): string {
  const { input, running, progress, count, current, problem } = search;
  if (input.text === '' || problem !== undefined) return '';
  if (count === 0) return running ? `Searching, ${Math.floor(progress * 100)} %` : 'No lines';
  const total = `${grouped(count)}${running && progress < 0.98 ? '+' : ''}`;
  if (mode === 'find') return `${grouped(current)} of ${total}`;
  return `${total} ${count === 1 ? 'line' : 'lines'}`;
}
