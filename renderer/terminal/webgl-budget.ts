import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import { hasFastWebgl } from './webgl-support';

/** A page may have 16 contexts at once, and the oldest is lost beyond; half of them is for terminals. */
const mostContexts = 8;
let used = 0;

/** Draws a terminal with WebGL while there are contexts left; it goes on in the DOM where not, or once its is lost. */
export class WebglDrawing {
  #addon: WebglAddon | undefined;

  /** Begins, unless it is begun. */
  start(terminal: Terminal): void {
    if (this.#addon !== undefined || used >= mostContexts || !hasFastWebgl()) return;
    try {
      const addon = new WebglAddon();
      addon.onContextLoss(() => this.stop());
      terminal.loadAddon(addon);
      this.#addon = addon;
      used += 1;
    } catch {
      // No WebGL here.
    }
  }

  /** Gives the context back. */
  stop(): void {
    const addon = this.#addon;
    if (addon === undefined) return;
    this.#addon = undefined;
    used -= 1;
    addon.dispose();
  }
}
