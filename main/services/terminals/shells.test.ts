import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShells } from './shells';

describe('the shells of a container', () => {
  it('are in the order of their worth, each where it was found first', () => {
    expect(readShells('/bin/sh\n/usr/bin/bash\n/bin/bash\n/bin/dash\nend\n')).toEqual({
      shells: ['/usr/bin/bash', '/bin/dash', '/bin/sh'],
      whole: true,
    });
  });

  it('may be none, and what is no path is none', () => {
    expect(readShells('end\n')).toEqual({ shells: [], whole: true });
    expect(readShells('bash\n/bin/ba sh\n/bin/\u202ebash\nrelative/bash\nend\n').shells).toEqual([]);
  });

  it('are not whole where the answer broke off', () => {
    expect(readShells('/bin/sh\n').whole).toBe(false);
    expect(readShells('/bin/sh\nen').whole).toBe(false);
  });

  it('are absolute paths whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { shells } = readShells(`${text}\n/opt/${text}/bash\nend\n`);
        for (const shell of shells) expect(shell).toMatch(/^\/([\w./+-]*\/)?(bash|zsh|fish|ash|dash|sh)$/);
        expect(shells.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});
