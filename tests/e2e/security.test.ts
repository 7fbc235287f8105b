import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../main/app/origin';
import { until } from '../support/wait';
import { canRunApp, launchDemo, type RunningApp } from './harness';
import { goTo } from './steps';

/** What the page can reach by itself: nothing outside of the app. The host asks main about each, as Electron does. */
describe.skipIf(!canRunApp())('the app’s page', () => {
  let app: RunningApp;
  let start = '';

  beforeAll(async () => {
    app = await launchDemo();
    await app.containers();
    await app.row('web').waitFor();
    start = app.page.url();
  });

  afterAll(() => app.close());

  const refused = (url: string): Promise<unknown> =>
    until(`${url} to be refused`, () => app.electron.refused.some((each) => each.url === url));

  test('asks nothing of any network by itself', () => {
    expect(app.electron.refused).toEqual([]);
    expect(app.electron.consoleErrors).toEqual([]);
  });

  test.each(['https://example.org/', 'http://localhost:1/', 'file:///etc/passwd'])(
    'is not led away to %s',
    async (url) => {
      await app.page.evaluate((target) => {
        location.href = target;
      }, url);
      await app.page.evaluate((target) => {
        const link = document.createElement('a');
        link.href = target;
        document.body.append(link);
        link.click();
        link.remove();
      }, url);
      await app.row('web').waitFor();
      expect(app.page.url()).toBe(start);
    },
  );

  test('opens no window', async () => {
    expect(await app.page.evaluate(() => window.open('https://example.org/window') === null)).toBe(true);
    await refused('https://example.org/window');
    expect(app.page.context().pages()).toHaveLength(1);
  });

  test('shows where a link leads first, and opens it only on a yes', async () => {
    await goTo(app.page, 'Containers');
    const chip = app.row('web').getByRole('button', { name: '8080 to 80, all interfaces' });
    await chip.click();
    await until('the question', () => app.electron.messageBoxes.length === 1);
    expect(app.electron.messageBoxes[0]?.options).toMatchObject({
      message: 'Open localhost:8080 in the browser?',
      detail: 'http://localhost:8080/',
      buttons: ['Cancel', 'Open'],
      defaultId: 0,
      cancelId: 0,
    });
    expect(app.electron.opened).toEqual([]);
    app.electron.answerMessageBoxes(1);
    await chip.click();
    await until('the link to be opened', () => app.electron.opened.length === 1);
    expect(app.electron.opened).toEqual(['http://localhost:8080/']);
    app.electron.answerMessageBoxes(undefined);
  });

  test('cannot fetch, connect, frame or load', async () => {
    const refusedKinds = [
      'base-uri',
      'connect-src',
      'frame-src',
      'img-src',
      'object-src',
      'script-src-elem',
      'style-src-elem',
    ];
    const outcomes = await app.page.evaluate(async (wanted) => {
      const policy: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => policy.push(event.effectiveDirective));
      const fetched = await fetch('https://example.org/fetch').then(
        () => 'answered',
        () => 'failed',
      );
      const add = (tag: string, attributes: Readonly<Record<string, string>>): void => {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        document.body.append(element);
      };
      add('img', { src: 'https://example.org/image.png' });
      add('iframe', { src: 'https://example.org/frame' });
      add('script', { src: 'https://example.org/script.js' });
      add('object', { data: 'https://example.org/object' });
      add('link', { rel: 'stylesheet', href: 'https://example.org/style.css' });
      add('base', { href: 'https://example.org/' });
      try {
        new WebSocket('wss://example.org/socket');
      } catch {
        // Some browsers throw, others only fail.
      }
      const end = performance.now() + 15_000;
      while (!wanted.every((name) => policy.includes(name)) && performance.now() < end) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return { fetched, policy: [...new Set(policy)].sort() };
    }, refusedKinds);
    expect(outcomes.fetched).toBe('failed');
    expect(outcomes.policy).toEqual(expect.arrayContaining(refusedKinds));
  });

  test('gets exactly one policy, with every file', async () => {
    const headers = await app.page.evaluate(async () => {
      const answer = await fetch('/index.html');
      return ['content-security-policy', 'x-content-type-options', 'cross-origin-opener-policy'].map((name) =>
        answer.headers.get(name),
      );
    });
    expect(headers).toEqual([contentSecurityPolicy, 'nosniff', 'same-origin']);
    expect(contentSecurityPolicy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
        "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'; object-src 'none'",
    );
  });

  test('runs no text as a program', async () => {
    const ran = await app.page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.ranHandler = true');
      document.body.append(button);
      button.click();
      const link = document.createElement('a');
      link.href = 'javascript:window.ranLink = true';
      document.body.append(link);
      link.click();
      // From the page's own event loop: what the debugger calls may do more than the page.
      const evaluated = await new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            resolve(String((0, eval)('6 * 7')));
          } catch (error) {
            resolve(error instanceof Error ? error.name : 'refused');
          }
        });
      });
      const worker = await new Promise<string>((resolve) => {
        try {
          const made = new Worker(URL.createObjectURL(new Blob(['postMessage("ran")'])));
          made.onmessage = () => resolve('ran');
          made.onerror = () => resolve('refused');
        } catch {
          resolve('refused');
        }
      });
      const seen = ['ranInline', 'ranHandler', 'ranLink'].filter((name) => name in window);
      script.remove();
      button.remove();
      link.remove();
      return { evaluated, worker, seen };
    });
    expect(ran).toEqual({ evaluated: 'EvalError', worker: 'refused', seen: [] });
  });

  test('may ask for nothing but to copy a text', async () => {
    const states = await app.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'];
      const asked = await Promise.all(
        [...names, 'clipboard-write'].map((name) =>
          navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => [name, state]),
        ),
      );
      const located = await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('told'),
          () => resolve('refused'),
        ),
      );
      return { ...Object.fromEntries(asked), located } as Record<string, string>;
    });
    expect(states).toEqual({
      geolocation: 'denied',
      notifications: 'denied',
      camera: 'denied',
      microphone: 'denied',
      midi: 'denied',
      'clipboard-read': 'denied',
      'clipboard-write': 'granted',
      located: 'refused',
    });
  });

  test('knows nothing of Node, Electron or main', async () => {
    const known = await app.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
    );
    expect(known).toEqual([]);
  });
});
