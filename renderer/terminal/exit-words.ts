const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

const known: Readonly<Record<number, string>> = {
  0: 'no error',
  1: 'the last command failed',
  126: 'the command could not be run',
  127: 'the command was not found',
  130: 'interrupted with Ctrl+C',
  137: 'killed by SIGKILL, by someone or for want of memory',
  143: 'ended by SIGTERM',
};

/** What an exit code usually means, without a full stop; '' where nothing can be said. */
export function exitMeaning(code: number): string {
  const words = known[code];
  if (words !== undefined) return words;
  const signal = signals[code - 128];
  return signal === undefined ? '' : `ended by ${signal}`;
}

/** `bash ended with exit code 127, the command was not found.` */
export function exitSentence(shell: string, code: number | undefined, reason: string | undefined): string {
  const name = shell === '' ? 'The shell' : shell;
  if (code === undefined) return reason ?? `${name} ended.`;
  const meaning = exitMeaning(code);
  const sentence = `${name} ended with exit code ${code}${meaning === '' ? '' : `, ${meaning}`}.`;
  // Main's own sentence for a plain end says the same.
  return reason === undefined || reason === '' || reason.includes('exit code')
    ? sentence
    : `${sentence} ${reason}`;
}
