import { Accessibility, Ellipsis, Search } from 'lucide-react';
import { type PointerEvent, useRef, useState } from 'react';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { type TerminalLook, zoomed } from '../state/terminal-look';
import { classes } from '../ui/classes';
import { copyText } from '../ui/CopyButton';
import { IconButton } from '../ui/IconButton';
import { useKeyText } from '../ui/keys';
import { Menu, type MenuEntry } from '../ui/Menu';
import { saveFile } from '../ui/save-file';
import { StateGlyph } from '../ui/StateGlyph';
import { FindBar } from './FindBar';
import type { InputGroup } from './input-group';
import { LineInput } from './LineInput';
import type { TerminalSize } from './make-terminal';
import { PasteQuestion } from './PasteQuestion';
import { type Comebacks, EndedStrip, LostStrip } from './PaneStrips';
import { paneMenu } from './pane-menu';
import { sessionWords } from './program-words';
import { SavedPane } from './SavedPane';
import styles from './ShellPane.module.css';
import { textFileName } from './text-file-name';
import { useSessionTerminal } from './use-session-terminal';

const c = classes(styles);
const encoder = new TextEncoder();
const usualSize: TerminalSize = { columns: 80, rows: 24 };

export interface ShellPaneProps extends Omit<Comebacks, 'onStartAgain'> {
  readonly client: Client;
  readonly session: TerminalSession;
  /** Shown to a person now. While it is false, output waits in main. */
  readonly active: boolean;
  /** Where it runs, such as `on Staging`; said where that is not what is looked at. */
  readonly place?: string | undefined;
  readonly look: TerminalLook;
  readonly onLook: (change: Partial<TerminalLook>) => void;
  /** Starts the session anew in its place, with the size of this pane. */
  readonly onRestart: (size: TerminalSize) => void;
  /** Where it stands: what its menu offers behind its own entries. */
  readonly menu?: readonly MenuEntry[] | undefined;
  /** The panes of its tab, and whether what is typed goes to all of them. */
  readonly group?: InputGroup | undefined;
  readonly broadcast?: boolean | undefined;
  /** A press on its header may begin to drag it. */
  readonly onGrab?: ((event: PointerEvent<HTMLElement>) => void) | undefined;
}

/**
 * One session of main in a terminal with its header. Leaving lets go of the session, which runs on; coming back
 * attaches again and main replays its last 256 KiB. Mount it anew (`key`) for another session.
 */
export function ShellPane(props: ShellPaneProps) {
  const { client, session, active, place, look, onLook, onRestart, group, broadcast = false } = props;
  const keyText = useKeyText();
  const header = useRef<HTMLElement>(null);
  const [pasting, setPasting] = useState<string>();
  const [finding, setFinding] = useState(false);
  const { status } = session;
  const over = status === 'ended' || status === 'saved';
  const onZoom = (step: -1 | 0 | 1): void => onLook({ fontSize: zoomed(look.fontSize, step) });
  const { setHost, terminal, send, size, title, hovered, hits, refused, lost, attachAgain } =
    useSessionTerminal({
      client,
      session,
      active,
      look,
      group,
      broadcast,
      events: {
        onPaste: (text, into) => {
          const asks = broadcast ? group?.runsAtOnce(text) === true : into.runsAtOnce(text);
          if (asks) setPasting(text);
          else paste(text);
        },
        onLeave: () => header.current?.focus(),
        onFind: () => setFinding(true),
        onCopy: (text) => void copyText(text),
        onZoom,
        onLink: (url) => void client.call('app.openLink', { url: url.slice(0, 4096) }),
      },
    });
  const paste = (text: string): void => {
    if (broadcast) group?.paste(text);
    else terminal()?.paste(text);
  };
  const focusTerminal = (): void => terminal()?.focus();
  const endFinding = (): void => {
    terminal()?.endFind();
    setFinding(false);
  };
  const onStartAgain = (): void => onRestart(size ?? usualSize);
  const onReader = (): void => onLook({ screenReader: !look.screenReader });
  const name = displayText(session.containerName, 80);
  const words = sessionWords(session);
  const comebacks = { ...props, onStartAgain };
  const entries = paneMenu(
    {
      look,
      onFind: () => setFinding(true),
      onClear: () => {
        // Else main would replay it to the next view. A session that is gone meanwhile has nothing to replay.
        if (terminal()?.clear() === true) void client.call('terminals.clear', { sessionId: session.id });
      },
      onSave: () => {
        const text = new Blob([terminal()?.text() ?? ''], { type: 'text/plain;charset=utf-8' });
        saveFile(textFileName(session.containerName, new Date()), text);
      },
      onZoom,
      onReader,
    },
    props.menu ?? [],
  );

  return (
    <section
      className={c('pane', broadcast && !over && 'broadcast')}
      role="group"
      aria-label={`Shell in ${name}`}
      aria-description={paneWords(session, words)}
    >
      <header
        ref={header}
        className={c('head', props.onGrab !== undefined && 'grab')}
        tabIndex={-1}
        title={title === '' ? undefined : displayText(title, 200)}
        onPointerDown={props.onGrab}
        onKeyDown={(event) => {
          if (event.target === header.current && event.key === 'Enter') focusTerminal();
        }}
      >
        <StateGlyph name={over ? 'exited' : status === 'starting' ? 'starting' : 'running'} size={12} />
        <b>{name}</b>
        {place !== undefined && <span className={c('words')}>{place}</span>}
        <span className={c('words', 'cut')}>{paneWords(session, words)}</span>
        {broadcast && !over && <span className={c('mark')}>Typing into all</span>}
        <span className={c('hint')}>
          {hovered !== undefined && `${keyText('Ctrl', 'click')} opens ${displayText(hovered, 160)}`}
        </span>
        {size !== undefined && session.tty && (
          <span className={c('size')}>{`${size.columns} × ${size.rows}`}</span>
        )}
        <span className={c('wide')}>
          <IconButton
            label="Find in this shell"
            icon={Search}
            size="sm"
            iconSize={14}
            pressed={finding}
            onClick={() => (finding ? endFinding() : setFinding(true))}
          />
          <IconButton
            label="Screen reader mode"
            icon={Accessibility}
            size="sm"
            iconSize={14}
            pressed={look.screenReader}
            onClick={onReader}
          />
        </span>
        <Menu
          label={`Actions for the shell in ${name}`}
          align="end"
          entries={entries}
          trigger={
            <IconButton
              label={`Actions for the shell in ${name}`}
              icon={Ellipsis}
              size="sm"
              iconSize={14}
              tooltip={false}
            />
          }
        />
      </header>
      {finding && (
        <FindBar
          find={(text, direction) => terminal()?.find(text, direction)}
          hits={hits}
          onClose={() => {
            endFinding();
            focusTerminal();
          }}
        />
      )}
      <div className={c('ground')}>
        <div ref={setHost} className={c('host')} />
        {status === 'saved' && (
          <div className={c('saved')}>
            <SavedPane {...comebacks} session={session} />
          </div>
        )}
      </div>
      {pasting !== undefined && (
        <PasteQuestion
          text={pasting}
          shell={broadcast ? 'Each shell of this tab' : displayText(session.shell, 80)}
          onPaste={() => paste(pasting)}
          onClose={() => {
            setPasting(undefined);
            // After the dialog gave the focus back to nobody.
            setTimeout(focusTerminal, 30);
          }}
        />
      )}
      {status === 'running' && !session.takesInput && (
        <p className={c('strip')} role="status">
          What is typed does not reach it: the container was started without an input that stays open.
        </p>
      )}
      {status === 'running' && session.takesInput && !session.tty && (
        <LineInput name={name} onSend={(line) => send(encoder.encode(`${line}\n`))} />
      )}
      {refused && !over && lost === undefined && (
        <p className={c('strip')} role="alert">
          The shell does not read its input now. What was typed or pasted last was not sent.
        </p>
      )}
      {lost !== undefined && !over && <LostStrip error={lost} onAttachAgain={attachAgain} />}
      {status === 'ended' && <EndedStrip {...comebacks} session={session} />}
    </section>
  );
}

function paneWords({ status }: TerminalSession, words: string): string {
  switch (status) {
    case 'starting':
      return 'starting';
    case 'running':
      return words;
    case 'ended':
      return `${words === '' ? 'shell' : words}, ended`;
    case 'saved':
      return `${words === '' ? 'shell' : words}, not started`;
  }
}
