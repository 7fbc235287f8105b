import { Bug, Download, Play, RotateCw } from 'lucide-react';
import { type AppError, errorText } from '#shared/errors';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { exitSentence } from './exit-words';
import styles from './ShellPane.module.css';

const c = classes(styles);

/** What can be done once a session is over. */
export interface Comebacks {
  /** Why nothing can be started now; undefined while it can. */
  readonly blocked: string | undefined;
  readonly onStartAgain: () => void;
  /** Present where its container is there and does not run. */
  readonly onStartContainer?: (() => void) | undefined;
  /** Present where a shell from another image can be had. */
  readonly onDebugShell?: (() => void) | undefined;
  /** Asks whether an image that is missed is to be pulled. */
  readonly onPullImage?: ((image: string) => void) | undefined;
}

/** Under the text of a session that is over: how it ended, and what leads back. */
export function EndedStrip({
  session,
  blocked,
  onStartAgain,
  onStartContainer,
  onDebugShell,
  onPullImage,
}: Comebacks & { readonly session: TerminalSession }) {
  const stopped = onStartContainer !== undefined;
  const { offer, program } = session;
  const missedImage = offer === 'pull-image' && program.kind === 'debug' ? program.image : undefined;
  const noShell = offer === 'debug-shell';
  return (
    <div className={c('strip')} role="status">
      <span>{displayText(exitSentence(session.shell, session.exitCode, session.endReason))}</span>
      {noShell && onDebugShell !== undefined && (
        <Button size="sm" icon={Bug} disabledReason={blocked} onClick={onDebugShell}>
          Debug shell…
        </Button>
      )}
      {missedImage !== undefined && onPullImage !== undefined && (
        <Button size="sm" icon={Download} disabledReason={blocked} onClick={() => onPullImage(missedImage)}>
          {`Pull ${displayText(missedImage, 60)}…`}
        </Button>
      )}
      {/* One key: the focus stays on what leads back, whether that is the container or the program. */}
      {stopped ? (
        <Button key="lead" size="sm" icon={Play} disabledReason={blocked} onClick={onStartContainer}>
          Start container
        </Button>
      ) : (
        <Button key="lead" size="sm" icon={RotateCw} disabledReason={blocked} onClick={onStartAgain}>
          Start again
        </Button>
      )}
      {stopped && (
        <Button
          key="again"
          size="sm"
          icon={RotateCw}
          disabledReason={blocked ?? `${displayText(session.containerName, 80)} is not running`}
          onClick={onStartAgain}
        >
          Start again
        </Button>
      )}
    </div>
  );
}

/** The view lost its session, which may go on in main. */
export function LostStrip({
  error,
  onAttachAgain,
}: {
  readonly error: AppError;
  readonly onAttachAgain: () => void;
}) {
  return (
    <div className={c('strip')} role="alert">
      <span>{displayText(errorText(error))}</span>
      <Button size="sm" icon={RotateCw} onClick={onAttachAgain}>
        Attach again
      </Button>
    </div>
  );
}
