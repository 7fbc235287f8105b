import { Accessibility, ArrowDown, ArrowUp, RotateCw, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { TerminalSession } from '#shared/model/terminal';
import { displayText } from '#shared/util/display-text';
import type { Client } from '../bridge/client';
import { onVisibility } from '../logs/frame-store';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { copyText } from '../ui/CopyButton';
import { IconButton } from '../ui/IconButton';
import { useKeyText } from '../ui/keys';
import { StateGlyph } from '../ui/StateGlyph';
import { TextInput } from '../ui/TextInput';
import { exitSentence } from './exit-words';
import { PasteQuestion } from './PasteQuestion';
import { SessionLink } from './session-link';
import styles from './ShellPane.module.css';
import { ShellTerminal, type TerminalSize } from './shell-terminal';

const c = classes(styles);

export interface ShellPaneProps {
  readonly client: Client;
  readonly session: TerminalSession;
  /** Shown to a person now. While it is false, output waits in main. */
  readonly active: boolean;
  /** Starts a new shell in place of the ended one. */
  readonly onStartAgain: () => void;
}

interface Live {
  readonly terminal: ShellTerminal;
  link: SessionLink | undefined;
}

/**
 * Whether the focus is where a person left it who asked for this shell: on a tab that the pointer pressed, or on the
 * panel around, as when the button or row that was pressed is gone. The keyboard's focus on a tab stays there.
 */
function leadsHere(element: HTMLElement): boolean {
  const focused = document.activeElement;
  return focused !== null && (focused.contains(element) || focused.closest('[data-pressed]') !== null);
}

/** One of the window's switches, kept for as long as the window lives. */
let screenReaderMode = false;

/**
 * One session of main in a terminal with its header. Leaving lets go of the session, which runs on; coming back
 * attaches again and main replays its last 256 KiB. Mount it anew (`key`) for another session.
 */
export function ShellPane({ client, session, active, onStartAgain }: ShellPaneProps) {
  const keyText = useKeyText();
  const host = useRef<HTMLDivElement>(null);
  const header = useRef<HTMLElement>(null);
  const live = useRef<Live>(undefined);
  const [size, setSize] = useState<TerminalSize>();
  const [hovered, setHovered] = useState<string>();
  const [pasting, setPasting] = useState<string>();
  const [refused, setRefused] = useState(false);
  const [lost, setLost] = useState<AppError>();
  const [attempt, setAttempt] = useState(0);
  const [finding, setFinding] = useState(false);
  const [reader, setReader] = useState(screenReaderMode);
  const shown = useRef(active);
  const { id, startedAt } = session;
  const ended = session.status === 'ended';

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const terminal = new ShellTerminal(
      element,
      {
        onInput: (bytes) => setRefused(state.link?.send(bytes) === false),
        onSize: (columns, rows) => {
          setSize({ columns, rows });
          if (shown.current) state.link?.resize(columns, rows);
        },
        onAskPaste: setPasting,
        onLink: (url) => void client.call('app.openLink', { url: url.slice(0, 4096) }),
        onHoverLink: setHovered,
        onLeave: () => header.current?.focus(),
        onCopy: (text) => void copyText(text),
      },
      screenReaderMode,
    );
    const state: Live = { terminal, link: undefined };
    live.current = state;
    let gone = false;
    void terminal.open().then((first) => {
      if (gone || first === undefined) return;
      setSize(first);
      terminal.setShown(shown.current);
      state.link = new SessionLink(client, { id, startedAt }, terminal, setLost);
      state.link.setHeld(!shown.current || document.visibilityState === 'hidden');
      if (shown.current) state.link.resize(first.columns, first.rows);
      // The press that led here gives the focus to what was pressed once it was heard.
      requestAnimationFrame(() => {
        if (!gone && shown.current && !terminal.ended && leadsHere(element)) terminal.focus();
      });
    });
    const stop = onVisibility((visible) => state.link?.setHeld(!visible || !shown.current));
    return () => {
      gone = true;
      stop();
      state.link?.close();
      terminal.dispose();
      live.current = undefined;
    };
  }, [client, id, startedAt, attempt]);

  useEffect(() => {
    shown.current = active;
    const state = live.current;
    if (state === undefined) return;
    state.terminal.setShown(active);
    state.link?.setHeld(!active || document.visibilityState === 'hidden');
    // Another pane may have given the session its own size meanwhile.
    if (active) state.link?.resize(state.terminal.size.columns, state.terminal.size.rows);
  }, [active]);

  useEffect(() => live.current?.terminal.setEnded(ended), [ended, attempt]);

  const name = displayText(session.containerName, 80);
  const shell = displayText(session.shell, 80);
  const focusTerminal = (): void => live.current?.terminal.focus();

  return (
    <section className={c('pane')} role="group" aria-label={`Shell in ${name}`}>
      <header
        ref={header}
        className={c('head')}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.target === header.current && event.key === 'Enter') focusTerminal();
        }}
      >
        <StateGlyph
          name={ended ? 'exited' : session.status === 'starting' ? 'starting' : 'running'}
          size={12}
        />
        <b>{name}</b>
        <span className={c('words')}>
          {ended
            ? `${shell === '' ? 'shell' : shell}, ended`
            : session.status === 'starting'
              ? 'starting'
              : shell}
        </span>
        <span className={c('hint')}>
          {hovered !== undefined && `${keyText('Ctrl', 'click')} opens ${displayText(hovered, 160)}`}
        </span>
        {size !== undefined && <span className={c('size')}>{`${size.columns} × ${size.rows}`}</span>}
        <IconButton
          label="Find in this shell"
          icon={Search}
          size="sm"
          iconSize={14}
          pressed={finding}
          onClick={() => setFinding(!finding)}
        />
        <IconButton
          label="Screen reader mode"
          icon={Accessibility}
          size="sm"
          iconSize={14}
          pressed={reader}
          onClick={() => {
            screenReaderMode = !reader;
            setReader(screenReaderMode);
            live.current?.terminal.setScreenReaderMode(screenReaderMode);
          }}
        />
      </header>
      {finding && (
        <FindBar
          find={(text, direction) => live.current?.terminal.find(text, direction) ?? false}
          onClose={() => {
            setFinding(false);
            focusTerminal();
          }}
        />
      )}
      <div className={c('ground')}>
        <div ref={host} className={c('host')} />
      </div>
      {pasting !== undefined && (
        <PasteQuestion
          text={pasting}
          shell={shell}
          onPaste={() => live.current?.terminal.paste(pasting)}
          onClose={() => {
            setPasting(undefined);
            // After the dialog gave the focus back to nobody.
            setTimeout(focusTerminal, 30);
          }}
        />
      )}
      {refused && !ended && lost === undefined && (
        <p className={c('strip')} role="alert">
          The shell does not read its input now. What was typed or pasted last was not sent.
        </p>
      )}
      {lost !== undefined && !ended && (
        <div className={c('strip')} role="alert">
          <span>{displayText(errorText(lost))}</span>
          <Button
            size="sm"
            icon={RotateCw}
            onClick={() => {
              setLost(undefined);
              setAttempt(attempt + 1);
            }}
          >
            Attach again
          </Button>
        </div>
      )}
      {ended && (
        <div className={c('strip')} role="status">
          <span>{displayText(exitSentence(session.shell, session.exitCode, session.endReason))}</span>
          <Button size="sm" icon={RotateCw} onClick={onStartAgain}>
            Start again
          </Button>
        </div>
      )}
    </section>
  );
}

function FindBar({
  find,
  onClose,
}: {
  readonly find: (text: string, direction: 1 | -1) => boolean;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const step = (direction: 1 | -1): void => setMissing(!find(text, direction));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? 1 : -1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={c('findBar')} role="search" aria-label="Search this shell">
      <TextInput
        label="Find in this shell"
        icon={Search}
        mono
        autoFocus
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setMissing(!find(event.target.value, -1));
        }}
        end={missing && text !== '' ? <span className={c('words')}>No match</span> : undefined}
      />
      <IconButton label="Previous match" icon={ArrowUp} size="sm" onClick={() => step(-1)} />
      <IconButton label="Next match" icon={ArrowDown} size="sm" onClick={() => step(1)} />
    </div>
  );
}
