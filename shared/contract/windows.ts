/**
 * Bytes that main may have in flight on each stream; the page grants them when it opens one. Here and not in the
 * declarations, because the page must not load the schema library for a number.
 */
export const streamWindows = {
  'containers.logs': 1024 * 1024,
  'containers.olderLogs': 1024 * 1024,
  // Main uses as much of it as the terminal takes in in some milliseconds.
  'terminals.attach': 1024 * 1024,
  'terminals.run': 1024 * 1024,
  'stats.samples': 256 * 1024,
} as const;
