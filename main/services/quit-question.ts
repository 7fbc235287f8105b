import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';

/** What a person is asked before terminals end with the program. */
export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
}

const mostListed = 12;

/**
 * The question before quitting; undefined where no terminal would be lost. An attached main process is only let go, and
 * what has ended or is of an earlier run has nothing to lose.
 */
export function quitQuestion(sessions: Iterable<TerminalSession>): QuitQuestion | undefined {
  const live = [...sessions]
    .filter(
      ({ status, program }) => (status === 'running' || status === 'starting') && program.kind !== 'attach',
    )
    .sort((one, two) => one.startedAt - two.startedAt);
  if (live.length === 0) return undefined;
  const lines = live
    .slice(0, mostListed)
    .map(
      ({ shell, containerName }) =>
        `${displayText(shell, 40) || 'Shell'} in ${displayText(containerName, 120)}`,
    );
  const more = live.length - lines.length;
  return {
    message: live.length === 1 ? 'Quit and end the open shell?' : `Quit and end ${live.length} open shells?`,
    detail: [
      ...lines,
      ...(more > 0 ? [`and ${more} more`] : []),
      '',
      'What runs in them is ended; the containers go on. They can be started again in the same place next time.',
    ].join('\n'),
  };
}
