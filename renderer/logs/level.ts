/** Severity of a log line, as far as its text tells. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** The three letters that stand for a level. */
export const levelLetters: Readonly<Record<LogLevel, string>> = {
  trace: 'TRC',
  debug: 'DBG',
  info: 'INF',
  warn: 'WRN',
  error: 'ERR',
  fatal: 'FTL',
};

const words = new Map<string, LogLevel>([
  ['trace', 'trace'],
  ['trc', 'trace'],
  ['verbose', 'trace'],
  ['debug', 'debug'],
  ['dbg', 'debug'],
  ['info', 'info'],
  ['inf', 'info'],
  ['information', 'info'],
  ['notice', 'info'],
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
]);

/** pino and bunyan. */
function numericLevel(value: number): LogLevel | undefined {
  if (value < 10 || value > 60 || value % 10 !== 0) return undefined;
  return (['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)[value / 10 - 1];
}

const word =
  'trace|trc|verbose|debug|dbg|info|inf|information|notice|warn|wrn|warning|error|err|severe|fatal|ftl|panic|crit|critical|emerg|alert|log';
// "level":"warn", "severity": "ERROR", "lvl":30 - anywhere in a line that starts like JSON.
const jsonLevel = /"(?:level|lvl|severity|log\.level|@level|levelname)"\s*:\s*(?:"([a-zA-Z]{3,11})"|(\d{2}))/;
// level=warn, lvl="error" as a field of its own.
const logfmtLevel = /(?:^|\s)(?:level|lvl|severity)=(?:"?)([a-zA-Z]{3,11})\b/;
// [WARN], <err>, (info), nginx "[error]"; WARN and INF in capitals; "error: ", postgres "LOG:"; klog "E1120 14:31:02".
const bracketed = new RegExp(`[[(<](${word})[\\])>]`, 'i');
const upperWord = new RegExp(`(?:^|[\\s|:[])(${word.toUpperCase()})(?=[\\s|:\\]]|$)`);
const leadingWord = new RegExp(`^(${word}):?\\s`, 'i');
const colonWord = new RegExp(`(?:^|\\s)(${word}):\\s`, 'i');
const klog = /^([IWEF])\d{4} \d{2}:\d{2}:\d{2}/;
const klogLevels: Readonly<Record<string, LogLevel>> = { I: 'info', W: 'warn', E: 'error', F: 'fatal' };

/** Only so much of a line is looked at: a level that stands later is no level. */
const looksAt = 400;
const plainLooksAt = 80;

/**
 * The level of a line (without escape sequences): from JSON and logfmt fields, else from the common forms of text at
 * its start. Undefined where nothing says it. Takes constant time whatever the line's length.
 */
export function detectLevel(line: string): LogLevel | undefined {
  const head = line.length > looksAt ? line.slice(0, looksAt) : line;
  if (/^\s*\{/.test(head)) {
    const json = jsonLevel.exec(head);
    if (json?.[1] !== undefined) return words.get(json[1].toLowerCase());
    return json?.[2] === undefined ? undefined : numericLevel(Number(json[2]));
  }
  const field = logfmtLevel.exec(head)?.[1];
  if (field !== undefined) {
    const level = words.get(field.toLowerCase());
    if (level !== undefined) return level;
  }
  const letter = klog.exec(head)?.[1];
  if (letter !== undefined) return klogLevels[letter];
  const start = head.slice(0, plainLooksAt);
  const found =
    leadingWord.exec(start)?.[1] ??
    bracketed.exec(start)?.[1] ??
    upperWord.exec(start)?.[1] ??
    colonWord.exec(start)?.[1];
  return found === undefined ? undefined : words.get(found.toLowerCase());
}
