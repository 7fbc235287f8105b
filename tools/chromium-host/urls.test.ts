import { expect, it } from 'vitest';
import { isStandIn, mainOrigin, toMain, toPage } from './urls';

const schemes = new Set(['app']);

it('maps main’s scheme to its stand-in and back', () => {
  expect(toPage('app://pilothouse/a/b?c#d', schemes)).toBe('https://pilothouse.app.invalid/a/b?c#d');
  expect(toPage('app://pilothouse', schemes)).toBe('https://pilothouse.app.invalid/');
  expect(toMain('https://pilothouse.app.invalid/a/b?c#d')).toBe('app://pilothouse/a/b?c#d');
});

it('leaves all other URLs alone', () => {
  for (const url of [
    'https://example.org/',
    'about:blank',
    'file:///etc/passwd',
    'not a url',
    'http://x.app.invalid/',
  ]) {
    expect(toPage(url, schemes)).toBe(url);
    expect(toMain(url)).toBe(url);
    expect(isStandIn(url)).toBe(false);
  }
});

it('names origins as Electron does', () => {
  expect(mainOrigin('https://pilothouse.app.invalid/x')).toBe('app://pilothouse');
  expect(mainOrigin('about:blank')).toBe('null');
});
