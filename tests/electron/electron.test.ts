import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findElectron } from '#tools/scripts/electron-binary';
import { repoRoot } from '#tools/scripts/paths';
import { startSim, type Sim } from '#tools/engine-sim/start-sim';

const program = await findElectron();

/** The built app in Electron itself. Runs wherever its program is; the Chromium host stands in for it elsewhere. */
describe.skipIf(program === undefined)('in Electron', () => {
  let engine: Sim;
  let app: ElectronApplication;
  let page: Page;
  let userData: string;

  beforeAll(async () => {
    engine = await startSim();
    userData = await mkdtemp(join(tmpdir(), 'pilothouse-electron-'));
    // Root cannot start Chromium's sandbox; everyone else must.
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({
      executablePath: program ?? '',
      args: [repoRoot, `--user-data-dir=${userData}`, ...root],
      env: { ...(process.env as Record<string, string>), DOCKER_HOST: engine.address },
    });
    page = await app.firstWindow();
  });

  afterAll(async () => {
    await app.close();
    await engine.close();
    await rm(userData, { recursive: true, force: true });
  });

  test('the window opens on the engine', async () => {
    await page.getByRole('grid', { name: 'Containers' }).waitFor();
    await page.getByRole('row', { name: 'api', exact: true }).waitFor();
    expect(page.url()).toMatch(/^app:\/\/pilothouse\//);
  });

  test('the page has neither Node nor Electron', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'electron', 'ipcRenderer'].filter((name) => name in globalThis),
    );
    expect(found).toEqual([]);
  });

  test('the page may leave for nowhere', async () => {
    await page.evaluate(() => {
      globalThis.location.href = 'https://example.invalid/';
    });
    await page.getByRole('row', { name: 'api', exact: true }).waitFor();
    expect(page.url()).toMatch(/^app:\/\/pilothouse\//);
    expect(await page.evaluate(() => globalThis.open('https://example.invalid/') === null)).toBe(true);
  });

  test('a reload gets a new port and the same list', async () => {
    await page.reload();
    await page.getByRole('row', { name: 'api', exact: true }).waitFor();
  });
});
