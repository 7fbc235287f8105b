import type { DockPlace } from '../state/dock/place';
import type { TerminalLook } from '../state/terminal-look';
import { measureTerminal, type TerminalSize } from './make-terminal';

/** What a pane takes of its room: its header, and the edges around the text. */
const around = { width: 16, height: 28 + 14 } as const;

/** The size of a terminal that will stand at a place of the dock or of a Shell tab. Undefined where that has no room. */
export async function measureAt(
  body: HTMLElement,
  place: DockPlace,
  look: TerminalLook,
): Promise<TerminalSize | undefined> {
  const beside =
    place.kind === 'edge'
      ? body.querySelector<HTMLElement>(`[data-pane-key="${CSS.escape(place.beside)}"]`)
      : null;
  const room = (beside ?? body).getBoundingClientRect();
  const halved = beside === null || place.kind !== 'edge' ? undefined : place.edge;
  const width = halved === 'left' || halved === 'right' ? room.width / 2 : room.width;
  const height = halved === 'up' || halved === 'down' ? room.height / 2 : room.height;
  if (width <= around.width || height <= around.height) return undefined;
  const host = document.createElement('div');
  host.setAttribute('aria-hidden', 'true');
  Object.assign(host.style, {
    position: 'absolute',
    visibility: 'hidden',
    overflow: 'hidden',
    width: `${width - around.width}px`,
    height: `${height - around.height}px`,
  });
  body.append(host);
  try {
    return await measureTerminal(host, look);
  } finally {
    host.remove();
  }
}
