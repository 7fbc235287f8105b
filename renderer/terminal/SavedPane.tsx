import { Play, RotateCw, SquareTerminal } from 'lucide-react';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';
import type { Comebacks } from './PaneStrips';
import { sessionWords } from './program-words';

/** In the place of a session of an earlier run of the app: what it was, and how it comes back. */
export function SavedPane({
  session,
  blocked,
  onStartAgain,
  onStartContainer,
}: Comebacks & { readonly session: TerminalSession }) {
  const name = displayText(session.containerName, 80);
  const words = sessionWords(session);
  return (
    <EmptyState
      icon={SquareTerminal}
      title={`${words === '' ? 'A shell' : words} in ${name}`}
      text={`It ended when Pilothouse was closed.${
        session.ownEnvironment ? ' The environment that it was given was not kept.' : ''
      }${onStartContainer === undefined ? '' : ` ${name} is not running.`}`}
      action={
        onStartContainer === undefined ? (
          <Button icon={RotateCw} disabledReason={blocked} onClick={onStartAgain}>
            Start again
          </Button>
        ) : (
          <Button icon={Play} disabledReason={blocked} onClick={onStartContainer}>
            Start container
          </Button>
        )
      }
    />
  );
}
