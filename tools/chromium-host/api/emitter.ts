import { EventEmitter } from 'node:events';
import { strict } from '../strict';

/** A listener as Electron's declarations have it; the stand-in passes what those declare. */
export type AnyListener = (...args: never[]) => void;

/** An Electron event that a listener may prevent. */
export interface PreventableEvent {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

export function preventable<T extends object>(details: T): T & PreventableEvent {
  let prevented = false;
  return {
    ...details,
    preventDefault: () => {
      prevented = true;
    },
    get defaultPrevented() {
      return prevented;
    },
  };
}

/** An object of Electron's API with a known set of events: listening for any other, or reading an unknown name, throws. */
export class StandIn extends EventEmitter {
  constructor(
    private readonly standInName: string,
    private readonly knownEvents: readonly string[],
  ) {
    super();
    return strict(standInName, this);
  }

  private check(event: string | symbol): void {
    if (typeof event === 'string' && !this.knownEvents.includes(event)) {
      throw new Error(
        `The Chromium host has no event '${event}' on ${this.standInName}; add it in tools/chromium-host`,
      );
    }
  }

  override on(event: string | symbol, listener: AnyListener): this {
    this.check(event);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override once(event: string | symbol, listener: AnyListener): this {
    this.check(event);
    return super.once(event, listener as (...args: unknown[]) => void);
  }
}
