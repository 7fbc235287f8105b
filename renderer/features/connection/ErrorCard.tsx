import type { ReactNode } from 'react';
import type { AppError, HostKey } from '#shared/errors';
import { displayText } from '#shared/util/display-text';
import { failureTitle } from '../../state/failures';
import { calendarDate, clock } from '../../state/format';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { StateGlyph } from '../../ui/StateGlyph';
import styles from './ErrorCard.module.css';

const c = classes(styles);

export interface ErrorCardProps {
  readonly error: AppError;
  /** When it is tried again, or that it is not; beside the buttons. */
  readonly note?: string | undefined;
  /** More buttons, after those that copy. */
  readonly actions?: ReactNode;
}

/**
 * Why there is no connection, what to do about it, and the command that does it, to copy. There is no button that
 * trusts a key: whoever trusts one has compared it, and does that where the key is kept.
 */
export function ErrorCard({ error, note, actions }: ErrorCardProps) {
  const unreachable = error.kind === 'engine-unreachable' ? error : undefined;
  const { hostKey, command } = unreachable ?? {};
  return (
    <div className={c('card')} role="alert">
      <div className={c('head')}>
        <StateGlyph name="failed" size={16} />
        <div className={c('words')} data-selectable>
          <b>{failureTitle(error)}</b>
          <p>{displayText(error.message, 1500)}</p>
          {unreachable?.remedy !== undefined && <p>{displayText(unreachable.remedy, 1000)}</p>}
        </div>
      </div>
      {hostKey !== undefined && <Keys hostKey={hostKey} />}
      {command !== undefined && (
        <div className={c('command')}>
          <code>{displayText(command, 500)}</code>
          <CopyButton label="Copy command" text={() => command} />
        </div>
      )}
      {(hostKey !== undefined || note !== undefined || (actions ?? false) !== false) && (
        <div className={c('foot')}>
          {hostKey !== undefined && (
            <CopyButton
              words
              framed
              size="md"
              label={hostKey.trusted === undefined ? 'Copy the key' : 'Copy both keys'}
              text={() => keysText(hostKey)}
            />
          )}
          {actions}
          <span className={c('space')} />
          {note !== undefined && <span className={c('note')}>{note}</span>}
        </div>
      )}
    </div>
  );
}

function Keys({ hostKey }: { readonly hostKey: HostKey }) {
  const today = new Date(hostKey.at).toDateString() === new Date().toDateString();
  const when = today ? `today, ${clock(hostKey.at)}` : calendarDate(hostKey.at);
  return (
    <dl className={c('keys')} data-selectable>
      {hostKey.trusted !== undefined && (
        <div>
          <dt>Trusted until now</dt>
          <dd>
            <code>{displayText(hostKey.trusted, 200)}</code>
          </dd>
        </div>
      )}
      <div className={c('new')}>
        <dt>{`Offered ${when}`}</dt>
        <dd>
          <code>{displayText(hostKey.offered, 200)}</code>
        </dd>
      </div>
      <div>
        <dt>Kind of key</dt>
        <dd>{displayText(hostKey.algorithm, 60)}</dd>
      </div>
    </dl>
  );
}

function keysText({ algorithm, offered, trusted }: HostKey): string {
  return [...(trusted === undefined ? [] : [`trusted ${trusted}`]), `offered ${offered}`, algorithm].join(
    '\n',
  );
}
