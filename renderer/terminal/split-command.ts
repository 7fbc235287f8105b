/**
 * Cuts a line into arguments as a shell would, without expanding anything: blanks part, quotes and a backslash keep.
 * Undefined where a quote is left open.
 */
export function splitCommand(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const letter = line.charAt(at);
    if (letter === '\\' && quote !== "'" && at + 1 < line.length) {
      const next = line.charAt(at + 1);
      // Between double quotes a backslash keeps only what would mean something there.
      if (quote === '' || next === '"' || next === '\\') {
        word = (word ?? '') + next;
        at += 1;
        continue;
      }
    }
    if (quote === '' && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' && (letter === '"' || letter === "'")) {
      quote = letter;
      word ??= '';
    } else if (letter === quote) {
      quote = '';
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (quote !== '') return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
