import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '#tools/chromium-host/chromium';
import { launchHost } from '#tools/chromium-host/launch';
import { build } from '#tools/scripts/build';
import { packageApp } from '#tools/scripts/package';
import { extract, readAsar } from './asar';
import { makeStandInElectron, readFuses } from './stand-in-electron';

/** All that may be in the archive. Names of the page's assets carry hashes. */
const allowed: readonly RegExp[] = [
  /^package\.json$/,
  /^out\/main\/index\.cjs$/,
  /^out\/preload\/index\.cjs$/,
  /^out\/demo\/index\.cjs$/,
  /^out\/renderer\/index\.html$/,
  /^out\/renderer\/assets\/[\w.-]+-[\w-]{8}\.(js|css|woff2|svg|png)$/,
];

describe.skipIf(process.platform !== 'linux')('the package', () => {
  let folder = '';
  let unpacked = '';
  let files: ReadonlyMap<string, Buffer> = new Map();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pilothouse-package-'));
    await build();
    await makeStandInElectron(join(folder, 'electron'));
    const { ok, output } = await packageApp({
      dir: true,
      electronDist: join(folder, 'electron'),
      output: join(folder, 'dist'),
    });
    expect(ok, output).toBe(true);
    unpacked = join(folder, 'dist', 'linux-unpacked');
    files = await readAsar(join(unpacked, 'resources', 'app.asar'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the bundles and nothing else', () => {
    const paths = [...files.keys()];
    expect(paths.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const path of [
      'out/main/index.cjs',
      'out/preload/index.cjs',
      'out/demo/index.cjs',
      'out/renderer/index.html',
    ]) {
      expect(paths).toContain(path);
    }
  });

  it('names no development dependency, no script and no source map', () => {
    const manifest = JSON.parse(files.get('package.json')!.toString()) as Readonly<Record<string, unknown>>;
    expect(manifest).toMatchObject({ name: 'pilothouse', main: 'out/main/index.cjs' });
    expect(manifest['devDependencies']).toBeUndefined();
    expect(manifest['scripts']).toBeUndefined();
    for (const [path, bytes] of files) expect(bytes.includes('sourceMappingURL='), path).toBe(false);
  });

  it('has the fuses set', async () => {
    expect(await readFuses(join(unpacked, 'pilothouse'))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it.skipIf(findChromium() === undefined)('boots from the archive', async () => {
    const app = join(folder, 'app');
    await extract(files, app);
    const host = await launchHost({
      mainBundle: join(app, 'out', 'main', 'index.cjs'),
      userData: join(folder, 'data'),
      headless: true,
      env: {
        DOCKER_HOST: 'unix:///nonexistent/pilothouse.sock',
        DOCKER_CONTEXT: undefined,
        DOCKER_CONFIG: folder,
      },
    });
    try {
      await host.page.getByRole('main').waitFor({ timeout: 15_000 });
      expect(await host.page.title()).toContain('Pilothouse');
      expect(host.electron.consoleErrors).toEqual([]);
    } finally {
      await host.close();
    }
  });
});
