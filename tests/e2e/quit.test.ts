import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../support/wait';
import { canRunApp, launchDemo, type RunningApp } from './harness';
import { openTab } from './steps';

describe.skipIf(!canRunApp())('quitting', () => {
  let app: RunningApp;

  afterEach(() => app.close());

  test('asks once while a shell runs, and goes where the person agrees', async () => {
    app = await launchDemo();
    await app.containers();
    await openTab(app.page, 'web', 'Shell');
    await app.page.getByRole('group', { name: 'Shell in web' }).waitFor();
    app.quit();
    await until('the question', () => app.electron.messageBoxes.length === 1);
    const [question] = app.electron.messageBoxes;
    expect(question?.options.message).toBe('Quit and end the open shell?');
    expect(question?.options.detail).toContain('in web');
    await app.page.getByRole('group', { name: 'Shell in web' }).waitFor();
    app.electron.answerMessageBoxes(1);
    app.quit();
    await until('the window to be gone', () => app.page.isClosed());
  });

  test('asks nothing where none runs', async () => {
    app = await launchDemo();
    await app.containers();
    app.quit();
    await until('the window to be gone', () => app.page.isClosed());
    expect(app.electron.messageBoxes).toEqual([]);
  });
});
