import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '#shared/errors';
import type { TerminalSession } from '#shared/model/terminal';
import type { Client } from '../bridge/client';
import { onVisibility } from '../logs/frame-store';
import type { TerminalLook } from '../state/terminal-look';
import type { InputGroup } from './input-group';
import type { TerminalSize } from './make-terminal';
import { SessionLink } from './session-link';
import { type InputKind, ShellTerminal, type TerminalHits } from './shell-terminal';

interface Live {
  readonly terminal: ShellTerminal;
  link: SessionLink | undefined;
  /** It has its size, so that a link may be made. */
  ready: boolean;
}

/** Whom a terminal tells. */
export interface SessionTerminalEvents {
  readonly onPaste: (text: string, live: ShellTerminal) => void;
  readonly onLeave: () => void;
  readonly onFind: () => void;
  readonly onCopy: (text: string) => void;
  readonly onZoom: (step: -1 | 0 | 1) => void;
  readonly onLink: (url: string) => void;
}

export interface SessionTerminalOptions {
  readonly client: Client;
  readonly session: TerminalSession;
  readonly active: boolean;
  readonly look: TerminalLook;
  /** The panes that this one stands among, and whether what is typed goes to all of them. */
  readonly group: InputGroup | undefined;
  readonly broadcast: boolean;
  readonly events: SessionTerminalEvents;
}

export interface SessionTerminal {
  /** Give it as the ref of the element that the terminal stands in. */
  readonly setHost: (element: HTMLDivElement | null) => void;
  readonly terminal: () => ShellTerminal | undefined;
  readonly send: (bytes: Uint8Array) => void;
  readonly size: TerminalSize | undefined;
  readonly title: string;
  readonly hovered: string | undefined;
  /** Where the text that was looked for stands; undefined before. */
  readonly hits: TerminalHits | undefined;
  readonly refused: boolean;
  readonly lost: AppError | undefined;
  readonly attachAgain: () => void;
}

/**
 * Whether the focus is where a person left it who asked for this shell: on a tab that the pointer pressed, or on the
 * panel around, as when the button or row that was pressed is gone. The keyboard's focus on a tab stays there.
 */
function leadsHere(element: HTMLElement): boolean {
  const focused = document.activeElement;
  return focused !== null && (focused.contains(element) || focused.closest('[data-pressed]') !== null);
}

const encoder = new TextEncoder();

/** Without a TTY it is the field for whole lines that hears what is typed. */
function focusInput(element: HTMLElement, terminal: ShellTerminal): void {
  const field = element.closest('[role="group"]')?.querySelector<HTMLInputElement>('[data-line-input] input');
  (field ?? terminal).focus();
}

function isOver({ status }: TerminalSession): boolean {
  return status === 'ended' || status === 'saved';
}

/** A terminal in an element, tied to a session for as long as the session has something to say. */
export function useSessionTerminal(options: SessionTerminalOptions): SessionTerminal {
  const { client, session, active, look, group, broadcast } = options;
  const { id, tty } = session;
  const [element, setHost] = useState<HTMLDivElement | null>(null);
  const live = useRef<Live>(undefined);
  const latest = useRef(options);
  const [size, setSize] = useState<TerminalSize>();
  const [title, setTitle] = useState('');
  const [hovered, setHovered] = useState<string>();
  const [hits, setHits] = useState<TerminalHits>();
  const [refusedAt, setRefusedAt] = useState<number>();
  const [lost, setLost] = useState<AppError>();
  const ended = isOver(session);
  // Without a TTY whole lines are sent from a field of their own.
  const hears = tty && session.takesInput;

  useEffect(() => {
    latest.current = options;
  });

  /** Ties the terminal to the session, unless it is tied, not shown or measured yet, or there is nothing to hear. */
  const attach = useCallback((): void => {
    const state = live.current;
    const { session: now, active: shown } = latest.current;
    if (state === undefined || !state.ready || state.link !== undefined || now.status === 'saved') return;
    if (!shown) return;
    const { terminal } = state;
    const begun = { id, startedAt: now.startedAt };
    const link = new SessionLink(client, begun, terminal, setLost, document.visibilityState === 'hidden');
    state.link = link;
    link.resize(terminal.size.columns, terminal.size.rows);
  }, [client, id]);

  useEffect(() => {
    if (element === null) return;
    const send = (bytes: Uint8Array): boolean => state.link?.send(bytes) !== false;
    const onInput = (bytes: Uint8Array, kind: InputKind): void => {
      setRefusedAt(send(bytes) ? undefined : latest.current.session.startedAt);
      const { group: all, broadcast: on } = latest.current;
      if (on && kind === 'typed') all?.sendFrom(id, bytes);
    };
    const terminal = new ShellTerminal(
      element,
      {
        onInput,
        onSize: (columns, rows) => {
          setSize({ columns, rows });
          state.link?.resize(columns, rows);
        },
        onPaste: (text) => latest.current.events.onPaste(text, terminal),
        onLink: (url) => latest.current.events.onLink(url),
        onHoverLink: setHovered,
        onTitle: setTitle,
        onLeave: () => latest.current.events.onLeave(),
        onFind: () => latest.current.events.onFind(),
        onCopy: (text) => latest.current.events.onCopy(text),
        onZoom: (step) => latest.current.events.onZoom(step),
        onHits: setHits,
      },
      latest.current.look,
      tty,
    );
    const state: Live = { terminal, link: undefined, ready: false };
    live.current = state;
    terminal.setEnded(isOver(latest.current.session));
    terminal.setHears(tty && latest.current.session.takesInput);
    let gone = false;
    void terminal.open().then((first) => {
      if (gone || first === undefined) return;
      state.ready = true;
      setSize(first);
      terminal.setShown(latest.current.active);
      attach();
      // The press that led here gives the focus to what was pressed once it was heard.
      requestAnimationFrame(() => {
        if (!gone && latest.current.active && !terminal.ended && leadsHere(element))
          focusInput(element, terminal);
      });
    });
    const stop = onVisibility((visible) => state.link?.setHeld(!visible));
    return () => {
      gone = true;
      stop();
      state.link?.close();
      terminal.dispose();
      live.current = undefined;
    };
  }, [attach, element, id, tty]);

  useEffect(() => {
    const state = live.current;
    if (state === undefined) return;
    const { terminal, link } = state;
    terminal.setShown(active);
    if (!active) {
      // Another view may have the session now: held back here, a flood would be cut there.
      if (link?.over === true) return;
      link?.close();
      state.link = undefined;
    } else if (link !== undefined) {
      // Another pane may have given the session its own size meanwhile.
      link.resize(terminal.size.columns, terminal.size.rows);
    } else if (state.ready) {
      // What main replays holds what stands here already.
      terminal.reset();
      attach();
    }
  }, [active, attach]);

  useEffect(() => {
    const state = live.current;
    if (state === undefined) return;
    state.terminal.setEnded(ended);
    if (ended) return;
    if (state.link?.over === true) {
      // What main replays holds what stands here already.
      state.link.close();
      state.link = undefined;
      state.terminal.reset();
    }
    attach();
    // What was pressed to start it again is gone.
    if (element !== null && state.ready && latest.current.active && leadsHere(element))
      focusInput(element, state.terminal);
  }, [attach, element, ended]);

  useEffect(() => live.current?.terminal.setHears(hears), [hears]);

  useEffect(() => live.current?.terminal.setLook(look), [look]);

  useEffect(
    () =>
      group?.join(id, {
        send: (bytes) => live.current?.link?.send(bytes) ?? false,
        paste: (text) => {
          if (tty) live.current?.terminal.paste(text);
          else live.current?.link?.send(encoder.encode(text));
        },
        runsAtOnce: (text) => live.current?.terminal.runsAtOnce(text) ?? false,
        open: () => latest.current.session.status === 'running' && live.current?.link !== undefined,
      }),
    [group, id, tty],
  );

  return {
    setHost,
    terminal: () => live.current?.terminal,
    send: (bytes) => {
      setRefusedAt(live.current?.link?.send(bytes) === false ? session.startedAt : undefined);
      if (broadcast) group?.sendFrom(id, bytes);
    },
    size,
    title,
    hovered,
    hits,
    refused: refusedAt === session.startedAt,
    lost,
    attachAgain: () => {
      setLost(undefined);
      const state = live.current;
      if (state === undefined) return;
      state.link?.close();
      state.link = undefined;
      state.terminal.reset();
      attach();
    },
  };
}
