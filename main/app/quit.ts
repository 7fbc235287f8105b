import { app, type BrowserWindow, dialog } from 'electron';
import type { Core } from '../core';
import { quitQuestion } from '../services/quit-question';

/**
 * Asks once before quitting ends shells that run, then closes the core before the program goes. Returns what watches a
 * window: where closing it quits (everywhere but on macOS), it stays open until the person agreed.
 */
export function guardQuit(
  core: Core,
  window: () => BrowserWindow | undefined,
): (opened: BrowserWindow) => void {
  let agreed = false;
  let asking = false;
  let closing = false;

  /** False where the person has to be asked first; quits then if they agree. */
  const mayQuit = (): boolean => {
    if (agreed) return true;
    const question = quitQuestion(core.terminals.sessions.values());
    if (question === undefined) return true;
    if (!asking) {
      asking = true;
      void ask(question.message, question.detail).then((yes) => {
        asking = false;
        agreed = yes;
        if (yes) app.quit();
      });
    }
    return false;
  };

  const ask = async (message: string, detail: string): Promise<boolean> => {
    const box = {
      type: 'question' as const,
      message,
      detail,
      buttons: ['Cancel', 'Quit'],
      defaultId: 1,
      cancelId: 0,
    };
    const parent = window();
    const { response } = await (parent === undefined
      ? dialog.showMessageBox(box)
      : dialog.showMessageBox(parent, box));
    return response === 1;
  };

  app.on('before-quit', (event) => {
    if (closing) return;
    // Shells are hung up and the demo engine is ended before the program goes.
    event.preventDefault();
    if (!mayQuit()) return;
    closing = true;
    void core.close().finally(() => app.quit());
  });
  return (opened) => {
    opened.on('close', (event) => {
      if (process.platform !== 'darwin' && !closing && !mayQuit()) event.preventDefault();
    });
  };
}
