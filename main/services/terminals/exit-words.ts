/** What an exit code says beyond its number, for those that a shell or an engine gives; '' for the program's own. */
export function exitMeaning(code: number): string {
  switch (code) {
    case 126:
      return 'it could not be run';
    case 127:
      return 'the command was not found';
    case 129:
      return 'it was hung up';
    case 130:
      return 'it was interrupted, as by Ctrl+C';
    case 137:
      return 'it was killed';
    case 139:
      return 'it crashed, reaching for memory that is not its own';
    case 143:
      return 'it was asked to end (SIGTERM)';
    default:
      return '';
  }
}

/** `The shell ended with exit code 130: it was interrupted, as by Ctrl+C.`; without a code only that it ended. */
export function endSentence(what: string, code: number | undefined): string {
  if (code === undefined) return `${what} ended.`;
  const meaning = exitMeaning(code);
  return `${what} ended with exit code ${code}${meaning === '' ? '.' : `: ${meaning}.`}`;
}
