import { Plus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import { classes } from '../ui/classes';
import { IconButton } from '../ui/IconButton';
import { sessionWords } from './program-words';
import styles from './ShellPane.module.css';

const c = classes(styles);

/** Names of a container's sessions: what each runs, numbered where several run the same. */
export function shellNames(sessions: readonly TerminalSession[]): readonly string[] {
  const seen = new Map<string, number>();
  return sessions.map((session) => {
    const words = sessionWords(session) || 'shell';
    const number = (seen.get(words) ?? 0) + 1;
    seen.set(words, number);
    const name = number === 1 ? words : `${words} ${number}`;
    return session.status === 'ended'
      ? `${name}, ended`
      : session.status === 'saved'
        ? `${name}, not started`
        : name;
  });
}

/** The sessions of one container as small tabs. */
export function ShellBar({
  label,
  sessions,
  current,
  startBlocked,
  onChoose,
  onStart,
}: {
  readonly label: string;
  readonly sessions: readonly TerminalSession[];
  readonly current: SessionId | undefined;
  readonly startBlocked: string | undefined;
  readonly onChoose: (id: SessionId) => void;
  /** `ask`: with Shift, how it is to be started. */
  readonly onStart: (ask: boolean) => void;
}) {
  const names = shellNames(sessions);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    if (step === 0 || at === -1) return;
    event.preventDefault();
    tabs[(at + step + tabs.length) % tabs.length]?.focus();
  };
  return (
    <div className={c('shells')}>
      <div role="tablist" aria-label={label} data-pressed onKeyDown={onKeyDown}>
        {sessions.map((session, at) => (
          <button
            key={session.id}
            type="button"
            role="tab"
            aria-selected={session.id === current}
            tabIndex={session.id === current ? 0 : -1}
            className={c('shell', session.id === current && 'shellOn')}
            onClick={() => onChoose(session.id)}
          >
            {names[at]}
          </button>
        ))}
      </div>
      <IconButton
        label="Another shell"
        icon={Plus}
        size="sm"
        iconSize={14}
        disabledReason={startBlocked}
        onClick={(event) => onStart(event.shiftKey)}
      />
    </div>
  );
}
