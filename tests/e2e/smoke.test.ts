import { afterEach, describe, expect, it } from 'vitest';
import { canRunApp, launchApp, launchDemo, type RunningApp } from './harness';

describe.skipIf(!canRunApp())('the built app', () => {
  let app: RunningApp | undefined;
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it('lists the containers of the demo engine, also after a reload, and asks nothing of any network', async () => {
    app = await launchDemo();
    await app.containers();
    await app.row('postgres').waitFor();
    await app.reload();
    await app.row('postgres').waitFor();
    expect(app.electron.refused).toEqual([]);
    expect(app.electron.consoleErrors).toEqual([]);
  });

  it('says that it found no engine', async () => {
    app = await launchApp();
    await app.page.getByRole('main').getByText('engine').first().waitFor();
    expect(app.electron.consoleErrors).toEqual([]);
  });

  it('locks its window down', async () => {
    app = await launchApp();
    expect(app.electron.windowOptions).toHaveLength(1);
    expect(app.electron.windowOptions[0]).toMatchObject({
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
    });
  });
});
