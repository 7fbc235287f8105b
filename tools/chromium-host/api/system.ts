import type {
  BaseWindow,
  MessageBoxOptions,
  MessageBoxReturnValue,
  SaveDialogOptions,
  SaveDialogReturnValue,
} from 'electron';
import type { HostContext } from '../context';
import { strict } from '../strict';
import { StandIn } from './emitter';

/** `f(window, options)` or `f(options)`, as Electron's dialogs take them. */
function lastOf<T>(args: readonly [BaseWindow, T] | readonly [T]): T {
  return args.length === 2 ? args[1] : args[0];
}

/** Runs one of the browser's own dialogs in the window, for a person. */
async function ask(
  context: HostContext,
  kind: 'alert' | 'confirm' | 'prompt',
  text: string,
  preset = '',
): Promise<unknown> {
  const [window] = context.windows;
  if (window === undefined) return null;
  const page = await window.page();
  return page.evaluate(
    ([how, words, value]) =>
      how === 'prompt' ? prompt(words, value) : how === 'confirm' ? confirm(words) : alert(words),
    [kind, text, preset] as const,
  );
}

/** A message box as the browser can show it: one button is an alert, two a question, more are numbered. */
async function askPerson(context: HostContext, options: MessageBoxOptions): Promise<number> {
  const { buttons = ['OK'], cancelId = Math.max(buttons.length - 1, 0), defaultId = 0 } = options;
  const words = [options.message, options.detail ?? ''].filter((part) => part !== '').join('\n\n');
  if (buttons.length < 2) {
    await ask(context, 'alert', words);
    return 0;
  }
  if (buttons.length === 2) {
    const other = cancelId === 0 ? 1 : 0;
    const yes = await ask(
      context,
      'confirm',
      `${words}\n\nOK: ${buttons[other] ?? ''}. Cancel: ${buttons[cancelId] ?? ''}.`,
    );
    return yes === true ? other : cancelId;
  }
  const list = buttons.map((button, index) => `${index + 1}  ${button}`).join('\n');
  const answer = await ask(context, 'prompt', `${words}\n\n${list}`, String(defaultId + 1));
  const index = typeof answer === 'string' ? Number.parseInt(answer, 10) - 1 : cancelId;
  return buttons[index] === undefined ? cancelId : index;
}

/** Electron's `dialog`: shown to a person in a visible window, answered by the test in a headless one. */
export function makeDialog(context: HostContext): object {
  const { records, options: host } = context;
  return strict('dialog', {
    async showMessageBox(
      ...args: readonly [BaseWindow, MessageBoxOptions] | readonly [MessageBoxOptions]
    ): Promise<MessageBoxReturnValue> {
      const options = lastOf(args);
      const response = host.headless ? await records.messageBox(options) : await askPerson(context, options);
      records.add(records.messageBoxes, { options, response });
      return { response, checkboxChecked: false };
    },
    showErrorBox(title: string, content: string): void {
      records.add(records.errorBoxes, { title, content });
      console.error(`${title}: ${content}`);
    },
    async showSaveDialog(
      ...args: readonly [BaseWindow, SaveDialogOptions] | readonly [SaveDialogOptions]
    ): Promise<SaveDialogReturnValue> {
      const options = lastOf(args);
      records.add(records.saveDialogs, options);
      const answer = host.headless
        ? records.savePath
        : await ask(context, 'prompt', options.title ?? 'Save as', options.defaultPath ?? '');
      return typeof answer === 'string' && answer !== ''
        ? { canceled: false, filePath: answer }
        : { canceled: true, filePath: '' };
    },
  });
}

/** Electron's `shell`. Nothing is opened: the target is recorded and, for a person, printed. */
export function makeShell(context: HostContext): object {
  const { records, options } = context;
  return strict('shell', {
    openExternal(url: string): Promise<void> {
      records.add(records.opened, url);
      if (!options.headless) console.log(`Open in a browser: ${url}`);
      return Promise.resolve();
    },
    showItemInFolder(path: string): void {
      records.add(records.shownInFolder, path);
      if (!options.headless) console.log(`Saved: ${path}`);
    },
  });
}

/** Electron's `clipboard`, as text that the host remembers; a visible window gets it too. */
export function makeClipboard(context: HostContext): object {
  return strict('clipboard', {
    async writeText(text: string): Promise<void> {
      context.records.clipboard = text;
      const [window] = context.windows;
      if (window === undefined || context.options.headless) return;
      const page = await window.page();
      await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    },
  });
}

/** Electron's `session.defaultSession`. */
export function makeSession(context: HostContext): object {
  const defaultSession = strict('session.defaultSession', {
    setPermissionRequestHandler(handler: typeof context.permissions.request): void {
      context.permissions.request = handler;
    },
    setPermissionCheckHandler(handler: typeof context.permissions.check): void {
      context.permissions.check = handler;
    },
  });
  return strict('session', { defaultSession });
}

/** Electron's `protocol`. */
export function makeProtocol(context: HostContext): object {
  return strict('protocol', {
    registerSchemesAsPrivileged(schemes: readonly { readonly scheme: string }[]): void {
      for (const { scheme } of schemes) context.schemes.add(scheme);
    },
    handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
      if (!context.schemes.has(scheme))
        throw new Error(`The scheme ${scheme} was not registered as privileged`);
      context.protocolHandlers.set(scheme, handler);
    },
  });
}

/** Electron's `Menu`: kept, never shown. */
export function makeMenu(): object {
  let applicationMenu: object | null = null;
  return strict('Menu', {
    buildFromTemplate: (template: readonly object[]): object => strict('menu', { items: [...template] }),
    setApplicationMenu(menu: object | null): void {
      applicationMenu = menu;
    },
    getApplicationMenu: (): object | null => applicationMenu,
  });
}

type ThemeSource = 'system' | 'light' | 'dark';

/** Electron's `powerMonitor`; this host's computer is never seen to sleep, so a test emits the events itself. */
export function makePowerMonitor(): StandIn {
  return new StandIn('powerMonitor', ['suspend', 'resume']);
}

/** Electron's `nativeTheme` over Chromium's emulated colour scheme. */
export class NativeTheme extends StandIn {
  private source: ThemeSource = 'system';

  constructor(
    private readonly context: HostContext,
    private readonly systemIsDark: boolean,
  ) {
    super('nativeTheme', ['updated']);
  }

  get themeSource(): ThemeSource {
    return this.source;
  }

  set themeSource(source: ThemeSource) {
    const before = this.shouldUseDarkColors;
    this.source = source;
    this.context.colorScheme = source === 'system' ? (this.context.options.colorScheme ?? null) : source;
    for (const window of this.context.windows) window.applyTheme().catch(() => undefined);
    if (before !== this.shouldUseDarkColors) this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? this.systemIsDark : this.source === 'dark';
  }
}
