/** Severity of a log line, as far as its text tells. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Every word that is read as a level, in small letters. */
export const levelWords: readonly (readonly [string, LogLevel])[] = [
  ['trace', 'trace'],
  ['trc', 'trace'],
  ['verbose', 'trace'],
  ['vrb', 'trace'],
  ['debug', 'debug'],
  ['dbg', 'debug'],
  ['info', 'info'],
  ['inf', 'info'],
  ['information', 'info'],
  ['notice', 'info'],
  ['note', 'info'],
  ['log', 'info'],
  ['warn', 'warn'],
  ['wrn', 'warn'],
  ['warning', 'warn'],
  ['error', 'error'],
  ['err', 'error'],
  ['severe', 'error'],
  ['fatal', 'fatal'],
  ['ftl', 'fatal'],
  ['panic', 'fatal'],
  ['crit', 'fatal'],
  ['critical', 'fatal'],
  ['emerg', 'fatal'],
  ['alert', 'fatal'],
];
