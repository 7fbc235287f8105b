import type { CallInput } from '#shared/contract/index';
import type { Container } from '#shared/model/container';
import type { ContainerId, EngineId, SessionId } from '#shared/model/ids';
import type { TerminalSession } from '#shared/model/terminal';
import type { EngineAccess } from '../setup/engine-access';
import { liveEngine, openPage, type Page, type } from '../support/page';
import { until } from '../support/wait';

/** What a view of a session has shown, and a way to type into it. */
export interface DeskView {
  text(): string;
  type(keys: string): Promise<void>;
  /** Types bytes, as fast as the program takes them. */
  paste(bytes: Uint8Array): Promise<void>;
  /** Types a line and gives what was said until a mark that ends it. */
  ask(line: string): Promise<string>;
  close(): void;
}

/** A page on a real engine, and what terminal tests do with it. Owner closes it. */
export interface Desk {
  readonly page: Page;
  readonly engineId: EngineId;
  readonly sessions: ReadonlyMap<string, TerminalSession>;
  /** Runs a container and gives its id once the page knows it. */
  run(name: string, ...args: string[]): Promise<ContainerId>;
  start(name: string, extra?: Partial<CallInput<'terminals.start'>>): Promise<SessionId>;
  /** Starts one and waits until it runs. */
  running(name: string, extra?: Partial<CallInput<'terminals.start'>>): Promise<SessionId>;
  ended(id: SessionId): Promise<TerminalSession>;
  view(id: SessionId): DeskView;
  closeSession(id: SessionId): Promise<string | undefined>;
  /** Commands of the processes in a container. */
  processes(name: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

let asked = 0;

/** Opens a desk on an engine. */
export async function openDesk({ socket, docker }: EngineAccess): Promise<Desk> {
  const page = openPage(socket);
  const engineId = await liveEngine(page);
  const rows = page.follow('containers.list', { engineId });
  const sessions = page.follow('terminals.sessions', {});
  const named = (name: string): Container | undefined => [...rows.values()].find((row) => row.name === name);
  const desk: Desk = {
    page,
    engineId,
    sessions,
    run: async (name, ...args) => {
      const ran = await docker(['run', '-d', '--name', name, ...args]);
      if (ran.status !== 0) throw new Error(ran.stderr);
      await until(`the row of ${name}`, () => named(name)?.state === 'running');
      return ran.stdout.trim() as ContainerId;
    },
    start: async (name, extra) => {
      const { id: containerId } = await until(`the row of ${name}`, () => named(name));
      const size = { columns: 80, rows: 24 };
      const started = await page.client.call('terminals.start', {
        engineId,
        containerId,
        containerName: name,
        ...size,
        ...extra,
      });
      if (!started.ok) throw new Error(started.error.message);
      return started.value.sessionId;
    },
    running: async (name, extra) => {
      const id = await desk.start(name, extra);
      await until('the session to run', () => {
        const session = sessions.get(id);
        if (session?.status === 'ended') throw new Error(session.endReason);
        return session?.status === 'running';
      });
      return id;
    },
    ended: (id) =>
      until('the session to end', () => {
        const session = sessions.get(id);
        return session?.status === 'ended' ? session : undefined;
      }),
    view: (sessionId) => {
      let text = '';
      const channel = page.client.open(
        'terminals.attach',
        { sessionId },
        {
          onItem: (bytes, consumed) => {
            text += new TextDecoder().decode(bytes);
            consumed();
          },
          onEnd: () => undefined,
        },
      );
      const view: DeskView = {
        text: () => text,
        type: (keys) => type(channel, keys),
        paste: async (bytes) => {
          for (let at = 0; at < bytes.length; at += 16_384) {
            if (!(await channel.ready())) throw new Error('The view is over.');
            const part = bytes.slice(at, at + 16_384);
            channel.send(part, part.length);
          }
        },
        ask: async (line) => {
          asked += 1;
          // A shell that draws its prompt anew takes keys for an answer to its questions.
          let [length, quiet] = [0, 0];
          await until('the prompt', () => {
            quiet = text.length === length ? quiet + 1 : 0;
            length = text.length;
            return quiet >= 8 && /[#$] (\x1b\[\w+)*$/.test(text);
          });
          const from = text.length;
          const mark = `<${asked}>`;
          // The mark is not in what is typed, so an echo does not end it.
          await view.type(`${line}; echo "<"${asked}">"\n`);
          await until(`an answer to ${line}`, () => text.includes(`${mark}\r\n`, from));
          const said = text.slice(from, text.indexOf(`${mark}\r\n`, from));
          return said.slice(said.indexOf('\n') + 1).replaceAll('\r\n', '\n');
        },
        close: () => channel.close(),
      };
      return view;
    },
    closeSession: async (sessionId) => {
      const closed = await page.client.call('terminals.close', { sessionId });
      if (!closed.ok) throw new Error(closed.error.message);
      return closed.value.left;
    },
    processes: async (name) => {
      const top = await docker(['top', name, '-eo', 'pid,args']);
      return top.stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().replace(/^\d+\s+/, ''));
    },
    close: async () => {
      const left = await docker(['ps', '-aq']);
      const ids = left.stdout.split('\n').filter((id) => id !== '');
      if (ids.length > 0) await docker(['rm', '-f', ...ids]);
      await page.close();
    },
  };
  return desk;
}
