import { app, type BrowserWindow, dialog, nativeTheme, shell } from 'electron';
import { fail, ok } from '#shared/result';
import type { Host } from '../rpc/create-handlers';
import { readLink } from '../services/links';

/** What the program around the page does for it. `window` gives the window of the moment. */
export function electronHost(window: () => BrowserWindow | undefined): Host {
  return {
    facts: {
      version: app.getVersion(),
      platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
      host: Object.hasOwn(process.versions, 'electron') ? 'electron' : 'chromium',
    },
    openLink: async (text) => {
      const link = readLink(text);
      if (!link.ok) return link;
      const question = {
        type: 'question' as const,
        message: `Open ${link.value.host} in the browser?`,
        detail: link.value.target,
        buttons: ['Cancel', 'Open'],
        defaultId: 0,
        cancelId: 0,
      };
      const parent = window();
      const { response } = await (parent === undefined
        ? dialog.showMessageBox(question)
        : dialog.showMessageBox(parent, question));
      if (response !== 1) return ok({ opened: false });
      try {
        await shell.openExternal(link.value.target);
        return ok({ opened: true });
      } catch {
        const message = `The system has no program that opens ${link.value.host}.`;
        return fail({ kind: 'unsupported', capability: 'browser', message });
      }
    },
    chooseFile: async ({ title, name, kind, extension }) => {
      const question = {
        title,
        defaultPath: name,
        filters: [{ name: kind, extensions: [extension] }],
        properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
      };
      const parent = window();
      const { canceled, filePath } = await (parent === undefined
        ? dialog.showSaveDialog(question)
        : dialog.showSaveDialog(parent, question));
      return canceled || filePath === '' ? undefined : filePath;
    },
    control: (action) => {
      const target = window();
      if (target === undefined) return;
      switch (action) {
        case 'minimize':
          target.minimize();
          break;
        case 'maximize':
          if (target.isMaximized()) target.unmaximize();
          else target.maximize();
          break;
        case 'close':
          target.close();
          break;
      }
    },
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
  };
}
