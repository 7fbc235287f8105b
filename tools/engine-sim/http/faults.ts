import type { OutputFault } from './output-fault';

/** What happens to a request that a rule matches. */
export type FaultAction =
  /** Waits, then goes on (to the next matching rule or the real answer). */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' }
  /** Closes the connection without a byte. */
  | { readonly kind: 'close' }
  /** Writes these bytes where an HTTP answer should be, and closes. */
  | { readonly kind: 'garbage'; readonly bytes: Uint8Array | string }
  /** Answers this instead. Text goes out as it is; anything else as JSON. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly contentType?: string;
    }
  | OutputFault;

/** Which requests a rule is for. `path` is without version prefix and query: exact text or an expression. */
export interface FaultRule {
  readonly method?: string;
  readonly path?: string | RegExp;
  /** How many requests it acts on before it is gone; for ever when missing. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** What one container's log answers instead of its own log: exact bytes, in exact writes. */
export interface LogScript {
  /** Written one after the other, each as a write of its own. With framing done by the script itself. */
  readonly chunks: readonly Uint8Array[];
  /** Leaves a followed stream open after the last chunk until the client goes. */
  readonly keepOpen?: boolean;
  /** Milliseconds between writes. 0 when missing. */
  readonly everyMs?: number;
}

/** What becomes of an event: it goes out once, not at all, or twice. */
export type EventFate = 'pass' | 'drop' | 'duplicate';

/** What becomes of a new connection, before a byte of it is read. `hang` accepts and never answers, on TLS too. */
export type ConnectionFate = 'serve' | 'hang' | 'reset';

interface Hooks {
  readonly kill: () => Promise<void>;
  /** With `newIds` every container, image, network and exec has another id afterwards. */
  readonly restart: (newIds: boolean) => Promise<void>;
  readonly resetAll: () => void;
  readonly shiftClock: (ms: number) => void;
  /** Waits real milliseconds, no longer than until the engine closes. */
  readonly pause: (ms: number) => Promise<void>;
}

interface LiveRule {
  readonly rule: FaultRule;
  left: number;
}

const maxRules = 200;

/** The switches with which a test makes the engine misbehave. Everything ends with the engine's `close()`. */
export class Faults {
  readonly #rules: LiveRule[] = [];
  readonly #hooks: Hooks;
  readonly #scripts = new Map<string, LogScript>();
  readonly #forgotten = new Map<string, number>();
  #eventsSilent = false;
  #eventFate: (action: string) => EventFate = () => 'pass';
  #connections: ConnectionFate = 'serve';

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  /** Adds a rule, tried in the order of adding. Returns its removal. Throws a RangeError past 200 rules. */
  add(rule: FaultRule): () => void {
    if (this.#rules.length >= maxRules) throw new RangeError(`More than ${maxRules} fault rules.`);
    const live: LiveRule = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    this.#rules.push(live);
    return () => {
      const at = this.#rules.indexOf(live);
      if (at >= 0) this.#rules.splice(at, 1);
    };
  }

  /** Removes every rule and script, lets events flow again, serves connections and sets the clock right. */
  clear(): void {
    this.#rules.length = 0;
    this.#scripts.clear();
    this.#eventsSilent = false;
    this.#eventFate = () => 'pass';
    this.#connections = 'serve';
    this.#hooks.shiftClock(0);
  }

  /** Lets `fate` decide by its action what becomes of each event, on every stream: drop some, send some twice. */
  tamperEvents(fate: (action: string) => EventFate): void {
    this.#eventFate = fate;
  }

  /** What becomes of an event. The routes ask it. */
  fateOf(action: string): EventFate {
    return this.#eventsSilent ? 'drop' : this.#eventFate(action);
  }

  /** Decides what becomes of connections made from now on; open ones stay as they are. */
  connectionsWill(fate: ConnectionFate): void {
    this.#connections = fate;
  }

  /** What becomes of a new connection. The server asks it. */
  get connections(): ConnectionFate {
    return this.#connections;
  }

  /** Moves the engine's clock to `ms` ahead of the machine's; negative is behind, 0 is right. */
  shiftClock(ms: number): void {
    this.#hooks.shiftClock(ms);
  }

  /** While silent, /events stays open and carries nothing: what happens meanwhile is lost to those streams. */
  silenceEvents(silent = true): void {
    this.#eventsSilent = silent;
  }

  /** True while event streams carry nothing. */
  get eventsSilent(): boolean {
    return this.#eventsSilent;
  }

  /** Answers these bytes for /logs of the container called `name`; undefined gives the real log back. */
  scriptLog(name: string, script: LogScript | undefined): void {
    if (script) this.#scripts.set(name, script);
    else this.#scripts.delete(name);
  }

  /** The script for a container's log, if a test set one. */
  logScript(name: string): LogScript | undefined {
    return this.#scripts.get(name);
  }

  /** Followers of this container's log that are open now get nothing any more, as after a rotation gone wrong. */
  forgetFollowers(name: string): void {
    this.#forgotten.set(name, this.forgotten(name) + 1);
  }

  /** How often followers of a container's log were forgotten. The routes ask it. */
  forgotten(name: string): number {
    return this.#forgotten.get(name) ?? 0;
  }

  /** Breaks every open connection at once, and goes on listening. */
  dropConnections(): void {
    this.#hooks.resetAll();
  }

  /** Dies like a killed daemon: every connection breaks, nothing listens, the socket file is gone. */
  kill(): Promise<void> {
    return this.#hooks.kill();
  }

  /**
   * Listens again at the same address. The world is as it was left; events of before are forgotten. With `newIds`
   * everything has another id, as after a restore from elsewhere.
   */
  restart(options: { readonly newIds?: boolean } = {}): Promise<void> {
    return this.#hooks.restart(options.newIds === true);
  }

  /** Goes away for `ms` milliseconds and comes back. Resolves when it listens again, or not, when closed meanwhile. */
  async away(ms: number, newIds = false): Promise<void> {
    await this.kill();
    await this.#hooks.pause(ms);
    await this.restart({ newIds });
  }

  /** The actions for one request, using up the rules that count. The server calls it. */
  take(method: string, path: string): readonly FaultAction[] {
    const actions: FaultAction[] = [];
    for (const live of this.#rules) {
      if (live.left > 0 && matches(live.rule, method, path)) {
        live.left -= 1;
        actions.push(live.rule.action);
      }
    }
    return actions;
  }
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method !== method) return false;
  if (rule.path === undefined) return true;
  return typeof rule.path === 'string' ? rule.path === path : rule.path.test(path);
}
