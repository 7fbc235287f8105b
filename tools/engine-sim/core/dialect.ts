import { type ApiVersion, atLeast } from './api-version';
import type { EngineKind } from './releases';

/**
 * In which words one answer is written. What an engine does depends on the version that was asked for where its
 * authors looked at it, and on its own release everywhere else: a pinned old version does not give an old engine back.
 */
export class Dialect {
  readonly kind: EngineKind;
  readonly asked: ApiVersion;

  constructor(kind: EngineKind, asked: ApiVersion) {
    this.kind = kind;
    this.asked = asked;
  }

  /** True when API 1.`minor` or newer was asked for: for what the engine does by the requested version. */
  asks(minor: number): boolean {
    return atLeast(this.asked, minor);
  }

  /** True when the engine speaks API 1.`minor` or newer: for what it does whatever was asked. */
  speaks(minor: number): boolean {
    return atLeast(this.kind.newest, minor);
  }

  get podman(): boolean {
    return this.kind.flavour === 'podman';
  }
}
