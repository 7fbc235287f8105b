import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mirrorIn } from './apt-mirror';
import { endLeftovers } from './leftovers';
import { familyOf, isRunning } from './processes';
import { whyWithout } from './tools';

describe('what tests set up', () => {
  test.each([
    ['deb http://mirror.example/debian bookworm main', 'http://mirror.example/debian'],
    [
      'deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian/ sid main',
      'https://mirror.example/debian',
    ],
    ['Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm', 'http://mirror.example/debian'],
    ['# deb http://mirror.example/debian bookworm main', undefined],
    ['deb https://other.example/tools stable main', undefined],
    ['', undefined],
  ])('takes Debian’s mirror from “%s”', (text, mirror) => {
    expect(mirrorIn(text)).toBe(mirror);
  });

  test.skipIf(whyWithout('sshd') !== undefined)(
    'an SSH server of a test process that was killed is ended by the next one',
    async () => {
      const script =
        "import('#tests/setup/sshd').then((m) => m.startSshd()).then((s) => console.log(s.folder))";
      const orphaned = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
      const [printed] = (await once(orphaned.stdout, 'data')) as [Buffer];
      const folder = printed.toString().trim();
      orphaned.kill('SIGKILL');
      await once(orphaned, 'exit');
      const family = familyOf(folder);
      expect(family.length).toBeGreaterThan(0);
      await endLeftovers();
      expect(existsSync(folder)).toBe(false);
      expect(family.filter(isRunning)).toEqual([]);
    },
  );
});
