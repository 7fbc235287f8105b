import { z } from 'zod';
import { call, deadline } from './entry';
import { nothing } from './fields';

/** What the page must know of the program around it. */
export interface AppFacts {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** `chromium` where the window is the Chromium host's and has a frame of its own. */
  readonly host: 'electron' | 'chromium';
  /** False in a build without the demo engine beside it. */
  readonly demoAvailable: boolean;
  /** What was wrong with the settings file at the start, as sentences; absent where nothing was. */
  readonly settingsProblem?: string | undefined;
}

export const appContract = {
  'app.facts': call(nothing, deadline.read).returns<AppFacts>(),
  /** Shows the real target in a dialog of main's own and opens http(s) addresses only, if the person agrees. */
  'app.openLink': call(z.object({ url: z.string().min(1).max(4096) }), deadline.person).returns<{
    readonly opened: boolean;
  }>(),
  /** The page draws the window's buttons itself. */
  'app.window': call(z.object({ action: z.enum(['minimize', 'maximize', 'close']) }), deadline.start).returns<
    Record<string, never>
  >(),
  /** Tells the system's frame and dialogs which theme the page shows. */
  'app.theme': call(z.object({ theme: z.enum(['dark', 'light', 'system']) }), deadline.start).returns<
    Record<string, never>
  >(),
};
