/**
 * Where main writes what a developer may need. Never given environment, labels, command lines, headers, credentials
 * or anything typed into a shell.
 */
export interface Logger {
  info(message: string): void;
  error(message: string): void;
}

/** Writes to stderr, one line a message. */
export const stderrLogger: Logger = {
  info: (message) => void process.stderr.write(`pilothouse: ${message}\n`),
  error: (message) => void process.stderr.write(`pilothouse: error: ${message}\n`),
};
