import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';

/** What runs, as a tab says it: `bash`, `psql`, `main process`, `busybox, debug`; '' while it is being found out. */
export function programWords({ program, shell }: Pick<TerminalSession, 'program' | 'shell'>): string {
  switch (program.kind) {
    case 'shell': {
      const path = program.path ?? '';
      return displayText(shell === '' ? path.slice(path.lastIndexOf('/') + 1) : shell, 40);
    }
    case 'command':
      return displayText(shell === '' ? (program.command[0] ?? '') : shell, 40);
    case 'attach':
      return 'main process';
    case 'debug':
      return `${displayText(program.image, 40)}, debug`;
  }
}

/** The same with how it is run: `bash, user app, /srv/app, privileged`. */
export function sessionWords(session: Pick<TerminalSession, 'program' | 'shell' | 'settings'>): string {
  const { user, folder, privileged } = session.settings;
  return [
    programWords(session),
    ...(user === undefined ? [] : [`user ${displayText(user, 40)}`]),
    ...(folder === undefined ? [] : [displayText(folder, 80)]),
    ...(privileged === true ? ['privileged'] : []),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
