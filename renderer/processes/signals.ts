/** A signal that a person sends, and what it usually means. */
export interface ProcessSignal {
  readonly name: string;
  readonly does: string;
  /** Nothing in the process can prepare for it: it is asked for first. */
  readonly asks: boolean;
}

/** In the order of consequence. */
export const processSignals: readonly ProcessSignal[] = [
  { name: 'CONT', does: 'go on', asks: false },
  { name: 'STOP', does: 'stand still', asks: false },
  { name: 'HUP', does: 'hang up, often: read settings again', asks: false },
  { name: 'USR1', does: 'its own meaning', asks: false },
  { name: 'USR2', does: 'its own meaning', asks: false },
  { name: 'INT', does: 'interrupt, as Ctrl-C', asks: false },
  { name: 'TERM', does: 'end', asks: false },
  { name: 'KILL', does: 'end at once', asks: true },
];
