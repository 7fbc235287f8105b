import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { build } from 'vite';
import { findChromium } from '#tools/chromium-host/chromium';
import { type Host, launchHost } from '#tools/chromium-host/launch';
import { nodeBundle, pageScriptBundle, preloadBundle } from '#tools/scripts/vite-bundles';
import type { FixtureLog } from './host-fixture/main';

const source = (name: string): string => join(import.meta.dirname, 'host-fixture', name);
let folder = '';
let host: Host;

/** Long enough for a busy machine: vitest's own second is not. */
const waiting = { timeout: 15_000 } as const;

const log = (): FixtureLog => globalThis.hostFixture!;
const launch = (): Promise<Host> =>
  launchHost({
    mainBundle: join(folder, 'main', 'main.cjs'),
    userData: join(folder, 'data'),
    headless: true,
    size: { width: 640, height: 480 },
    env: { HOST_FIXTURE: join(folder, 'page') },
  });

describe.skipIf(findChromium() === undefined)('the Chromium host', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'host-test-'));
    await build(nodeBundle(source('main.ts'), join(folder, 'main', 'main.cjs')));
    await build(preloadBundle(source('preload.ts'), join(folder, 'page', 'preload.cjs')));
    await build({
      ...pageScriptBundle(source('page.ts')),
      build: {
        outDir: join(folder, 'page'),
        emptyOutDir: false,
        lib: { entry: source('page.ts'), formats: ['iife'], name: 'fixturePage', fileName: () => 'page.js' },
      },
    });
    host = await launch();
    await host.page.waitForFunction(() => document.title === 'Fixture');
    await host.page.evaluate(async () => {
      await window.page.control;
    });
  });
  afterAll(async () => {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows main its own URL and origin, and the main frame', () => {
    expect(log().events).toContainEqual([
      'ask',
      'nonce',
      true,
      'app://pilothouse',
      'app://pilothouse/index.html',
    ]);
  });

  it('exposes frozen facts', async () => {
    const facts = await host.page.evaluate(() => {
      const { fixture } = window as unknown as { fixture: { platform: string; list: number[] } };
      return { fixture, frozen: Object.isFrozen(fixture) && Object.isFrozen(fixture.list) };
    });
    expect(facts).toEqual({ fixture: { platform: process.platform, list: [1, 2] }, frozen: true });
  });

  it('sends every clonable kind both ways', async () => {
    const result = await host.page.evaluate(async () => {
      const values = [
        null,
        undefined,
        true,
        -1.5,
        'text \u0000 ü',
        [1, [2]],
        { a: { b: undefined } },
        new Uint8Array([1, 2, 255]),
        new Uint32Array([1, 2 ** 32 - 1]),
        new Float64Array([Math.PI, -0]),
        new Uint8Array([7, 8]).buffer,
      ];
      const kinds: boolean[] = [];
      for (const value of values) {
        const back = await window.page.echo(value);
        const bytes = (item: unknown): string =>
          item instanceof ArrayBuffer
            ? new Uint8Array(item).join()
            : ArrayBuffer.isView(item)
              ? new Uint8Array(item.buffer, item.byteOffset, item.byteLength).join()
              : JSON.stringify({ item });
        kinds.push(
          Object.prototype.toString.call(back) === Object.prototype.toString.call(value) &&
            bytes(back) === bytes(value),
        );
      }
      return kinds;
    });
    expect(result).toEqual(Array.from({ length: 11 }, () => true));
  });

  it('carries ports inside ports, messages sent before the transfer first', async () => {
    expect(await host.page.evaluate(() => window.page.nested())).toEqual([
      'first',
      'second',
      'main heard hi',
    ]);
    await vi.waitFor(() => expect(log().events).toContain('nested closed'), waiting);
  });

  it('moves 8 MiB in order', async () => {
    const result = await host.page.evaluate(() => window.page.stream(128, 64 * 1024));
    expect(result).toEqual({ ordered: true, bytes: 8 * 1024 * 1024 });
  });

  it('tells main when the page closes a port', async () => {
    log().events.length = 0;
    await host.page.evaluate(() => window.page.stream(1, 1));
    await host.page.evaluate(() => window.page.closeStream());
    await vi.waitFor(() => expect(log().events).toContain('stream closed'), waiting);
  });

  it('tells the page when main closes a port', async () => {
    await host.page.evaluate(() => window.page.stream(1, 1));
    await host.page.evaluate(() => window.page.askMainToClose());
    await host.page.waitForFunction(() => window.page.closed.includes('stream'));
  });

  it('denies navigation, and leaves the page where it was', async () => {
    const before = host.page.url();
    await host.page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await vi.waitFor(
      () => expect(log().events).toContainEqual(['will-navigate', 'https://example.org/']),
      waiting,
    );
    expect(host.page.url()).toBe(before);
    // While a navigation is being refused the page is called after where it would go.
    await vi.waitFor(async () => expect(await host.page.title()).toBe('Fixture'), waiting);
    expect(host.electron.refused).toContainEqual({ url: 'https://example.org/', kind: 'document' });
  });

  it('denies windows, by script and by link', async () => {
    const opened = await host.page.evaluate(() => window.open('https://example.org/script'));
    expect(opened).toBeNull();
    await host.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://example.org/link';
      link.target = '_blank';
      link.textContent = 'link';
      document.body.append(link);
    });
    await host.page.getByText('link').click();
    await vi.waitFor(() => {
      expect(log().events).toContainEqual(['open', 'https://example.org/script']);
      expect(log().events).toContainEqual(['open', 'https://example.org/link']);
    }, waiting);
    await vi.waitFor(() => expect(host.page.context().pages()).toHaveLength(1), waiting);
  });

  it('applies main’s answers about permissions', async () => {
    const states = await host.page.evaluate(async () => {
      const state = async (name: string): Promise<string> =>
        (await navigator.permissions.query({ name: name as PermissionName })).state;
      return [
        await state('geolocation'),
        await state('notifications'),
        await state('clipboard-read'),
        await state('clipboard-write'),
      ];
    });
    expect(states).toEqual(['denied', 'denied', 'denied', 'granted']);
  });

  it('refuses requests to any network and applies the policy of the response', async () => {
    const outcome = await host.page.evaluate(async () => {
      const failed = await fetch('https://example.org/').then(
        () => 'answered',
        () => 'failed',
      );
      const script = document.createElement('script');
      script.textContent = 'window.inline = true';
      document.body.append(script);
      return { failed, inline: 'inline' in window };
    });
    expect(outcome).toEqual({ failed: 'failed', inline: false });
    await host.page.waitForFunction(() => window.page.violations.length === 2);
    expect(await host.page.evaluate(() => window.page.violations)).toEqual([
      'connect-src',
      'script-src-elem',
    ]);
    const answer = await host.page.goto('https://pilothouse.app.invalid/');
    expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  });

  it('closes all ports of a page that is reloaded', async () => {
    await host.page.evaluate(() => window.page.stream(1, 1));
    log().events.length = 0;
    await host.page.reload();
    await vi.waitFor(() => {
      expect(log().events).toContain('control closed');
      expect(log().events).toContain('stream closed');
    }, waiting);
    expect(await host.page.evaluate(() => window.page.echo('again'))).toBe('again');
  });

  it('comes back after the page’s process crashed', async () => {
    log().events.length = 0;
    const crashed = host.page;
    const session = await crashed.context().newCDPSession(crashed);
    session.send('Page.crash').catch(() => undefined);
    await vi.waitFor(() => {
      expect(log().events).toContainEqual(['gone', 'crashed']);
      expect(log().events).toContain('control closed');
    }, waiting);
    await vi.waitFor(() => expect(host.page).not.toBe(crashed), waiting);
    await host.page.waitForFunction(() => document.title === 'Fixture');
    expect(await host.page.evaluate(() => window.page.echo(1))).toBe(1);
  });

  it('names what of Electron it does not have', () => {
    expect(() => log().control?.on('error' as 'close', () => undefined)).toThrow(
      'no MessagePortMain event error',
    );
  });

  it('quits in order, and a second launch starts afresh', async () => {
    log().events.length = 0;
    await host.close();
    expect(log().events.filter((event) => typeof event === 'string')).toEqual([
      'before-quit',
      'control closed',
      'will-quit',
    ]);
    expect(process.env['HOST_FIXTURE']).toBeUndefined();
    host = await launch();
    await host.page.waitForFunction(() => document.title === 'Fixture');
    expect(await host.page.evaluate(() => window.page.echo(2))).toBe(2);
  });
});
