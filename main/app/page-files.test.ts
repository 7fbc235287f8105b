import { describe, expect, test } from 'vitest';
import { filePath } from './page-files';

describe('the page’s files', () => {
  test('are found below the root', () => {
    expect(filePath('/root/page', 'app://pilothouse/assets/a.js')).toBe('/root/page/assets/a.js');
    expect(filePath('/root/page', 'app://pilothouse/')).toBe('/root/page/index.html');
  });

  test.each([
    'app://pilothouse/..%2f..%2fetc/passwd',
    'app://pilothouse/%2e%2e/%2e%2e/secret',
    'app://pilothouse/..\\secret',
    'app://pilothouse/a%00.js',
    'app://elsewhere/index.html',
    'file:///etc/passwd',
    'app://pilothouse/%zz',
    'no address',
  ])('are nowhere else: %s', (address) => {
    const file = filePath('/root/page', address);
    expect(file === undefined || file.startsWith('/root/page/')).toBe(true);
    if (!address.includes('%2e')) expect(file).toBeUndefined();
  });
});
