import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedHostKey, changedKey, knownHostFingerprint, shownKey } from './host-key';
import { remoteCommand, signInByHand, sshArguments, type SshAddress } from './ssh-command';
import { parseSshConfig } from './ssh-config';
import { sshFailure } from './ssh-failure';
import { readTrace } from './ssh-trace';

const address: SshAddress = { kind: 'ssh', host: 'build.example', user: 'ci', port: 2222 };

const changed = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
The fingerprint for the ED25519 key sent by the remote host is
SHA256:T0bqL9yZcVn4r7KdWm2sXhE8uPj1fGa6oQi3NtYv5Rk.
Please contact your system administrator.
Add correct host key in /home/me/.ssh/known_hosts to get rid of this message.
Offending ED25519 key in /home/me/.ssh/known_hosts:14
Host key for [build.example]:2222 has changed and you have requested strict checking.
Host key verification failed.
`;

describe('ssh', () => {
  test('is called without a shell, asks nothing, and takes the host for a host', () => {
    const args = sshArguments(address, 'yes', ['-S', 'none'], remoteCommand(address));
    expect(args).toContain('BatchMode=yes');
    expect(args).toContain('ServerAliveInterval=15');
    expect(args.slice(args.indexOf('--'))).toEqual(['--', 'build.example', 'docker', 'system', 'dial-stdio']);
    expect(args.slice(args.indexOf('-l'), args.indexOf('--'))).toEqual(['-l', 'ci', '-p', '2222']);
    expect(signInByHand(address)).toBe('ssh -p 2222 ci@build.example');
  });

  test('is given the key that belongs to a connection, before the host', () => {
    const machine = { ...address, identity: "/home/me/it's a key" };
    const args = sshArguments(machine, 'yes', [], ['true']);
    expect(args.slice(args.indexOf('-i'), args.indexOf('--'))).toEqual(['-i', "/home/me/it's a key"]);
    expect(signInByHand(machine)).toBe("ssh -i '/home/me/it'\\''s a key' -p 2222 ci@build.example");
  });

  test('is led to another socket by docker, or by podman where it is Podman’s', () => {
    expect(remoteCommand({ ...address, path: '/run/user/1000/docker.sock' }).join(' ')).toBe(
      'docker --host unix:///run/user/1000/docker.sock system dial-stdio',
    );
    expect(remoteCommand({ ...address, path: '/run/user/1000/podman/podman.sock' }).join(' ')).toBe(
      'podman --url unix:///run/user/1000/podman/podman.sock system dial-stdio',
    );
  });

  test.each([
    ['ask', 'yes'],
    ['true', 'yes'],
    ['accept-new', 'accept-new'],
    ['false', 'accept-new'],
  ])('with StrictHostKeyChecking %s in the configuration is told %s', (strict, policy) => {
    const config = parseSshConfig(
      `user ci\nhostname 203.0.113.24\nport 2222\nproxyjump gate\nstricthostkeychecking ${strict}\ncontrolpath none\n`,
    );
    expect(config).toEqual({
      user: 'ci',
      hostName: '203.0.113.24',
      port: 2222,
      proxy: 'gate',
      policy,
      controlPath: undefined,
    });
  });

  test('shows the key that changed and where the trusted one is', () => {
    expect(changedKey(changed)).toEqual({
      algorithm: 'ED25519',
      fingerprint: 'SHA256:T0bqL9yZcVn4r7KdWm2sXhE8uPj1fGa6oQi3NtYv5Rk',
      file: '/home/me/.ssh/known_hosts',
      line: 14,
    });
    expect(shownKey('debug1: Server host key: ecdsa-sha2-nistp256 SHA256:abc\n')).toEqual({
      algorithm: 'ECDSA',
      fingerprint: 'SHA256:abc',
    });
  });

  test.skipIf(process.platform === 'win32')(
    'reads the trusted key from a file of keys, and from nothing else that a server may name',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'pilothouse-keys-'));
      const known = join(folder, 'known_hosts');
      const endless = join(folder, 'endless');
      await writeFile(known, `${'\n'.repeat(13)}build ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n`);
      execFileSync('mkfifo', [endless]);
      const naming = (file: string): string => changed.replaceAll('/home/me/.ssh/known_hosts', file);
      expect((await changedHostKey(naming(known)))?.trusted).toMatch(/^SHA256:/);
      for (const file of [endless, '/dev/zero', folder, join(folder, 'none')])
        expect(await changedHostKey(naming(file))).toMatchObject({ trusted: undefined });
      await rm(folder, { recursive: true });
    },
  );

  test('prints a key of known_hosts as ssh-keygen does', () => {
    // Of GitHub, whose fingerprints are published.
    const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
    const print = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
    expect(knownHostFingerprint(`|1|abc=|def= ssh-ed25519 ${key} comment`)).toBe(print);
    expect(knownHostFingerprint(`@cert-authority *.example ssh-ed25519 ${key}`)).toBe(print);
    expect(knownHostFingerprint('# a comment')).toBeUndefined();
    expect(knownHostFingerprint('')).toBeUndefined();
  });

  test.each([
    [255, changed, 'host-key-changed', 'not using the key that you trusted'],
    [1, changed, 'no-engine-there', 'Host key verification failed'],
    [
      255,
      'No ED25519 host key is known for build.example and you have requested strict checking.\nHost key verification failed.',
      'host-key-unknown',
      'no known_hosts',
    ],
    [
      255,
      'ci@build.example: Permission denied (publickey,password).',
      'sign-in-refused',
      'for the user “ci”',
    ],
    [
      255,
      'Received disconnect from ::1 port 22:2: Too many authentication failures',
      'sign-in-refused',
      'none of your keys',
    ],
    [
      255,
      'ssh: Could not resolve hostname build.example: Name or service not known',
      'unknown-host',
      'cannot be resolved',
    ],
    [255, 'ssh: connect to host build.example port 2222: Connection refused', 'refused', 'at port 2222'],
    [
      255,
      'ssh: connect to host build.example port 2222: Connection timed out',
      'no-answer',
      'did not answer',
    ],
    [255, 'ssh: connect to host build.example port 2222: No route to host', 'no-answer', 'did not answer'],
    [255, 'Connection timed out during banner exchange', 'no-answer', 'did not answer'],
    [
      255,
      'kex_exchange_identification: Connection closed by remote host',
      'lost',
      'before the sign-in was over',
    ],
    [255, '/home/me/.ssh/config: line 3: Bad configuration option: nonsense', 'no-program', 'configuration'],
    [255, 'client_loop: send disconnect: Broken pipe', 'lost', 'Broken pipe'],
    [127, 'bash: line 1: docker: command not found', 'no-engine-there', 'no docker command'],
    [
      1,
      "'docker' is not recognized as an internal or external command,",
      'no-engine-there',
      'no docker command',
    ],
    [1, "docker: 'system' is not a docker command.\nSee 'docker --help'", 'no-engine-there', 'too old'],
    [
      1,
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'no-engine-there',
      'no engine runs',
    ],
    [
      1,
      'failed to open the raw stream connection: dial unix /x: connect: no such file or directory',
      'no-engine-there',
      'no engine runs',
    ],
    [
      1,
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied',
      'no-permission',
      'may not open',
    ],
    [3, 'something else', 'no-engine-there', 'something else'],
  ])('that ends with %d and “%s” is %s', (code, stderr, reason, words) => {
    const error = sshFailure(address, { code, stderr });
    expect(error).toMatchObject({ kind: 'engine-unreachable', reason });
    expect(error.message).toContain(words);
  });

  test('tells how far it came', () => {
    const said = [
      'debug1: Connecting to build.example [203.0.113.24] port 2222.',
      'debug1: Connection established.',
      'debug1: Server host key: ssh-ed25519 SHA256:abc',
      "debug1: Host '[build.example]:2222' is known and matches the ED25519 host key.",
      'debug1: Found key in /home/me/.ssh/known_hosts:14',
      'debug1: Server accepts key: /home/me/.ssh/id_ed25519 ED25519 SHA256:def explicit agent',
      'Authenticated to build.example ([203.0.113.24]:2222) using "publickey".',
      '',
    ];
    expect(readTrace('debug1: Authentication succeeded (publickey).\n')).toEqual({
      'signed-in': 'publickey',
    });
    const whole = {
      resolved: '203.0.113.24',
      connected: '',
      'host-key': 'ED25519 SHA256:abc, known_hosts line 14',
      'signed-in': 'publickey, /home/me/.ssh/id_ed25519',
    };
    expect(readTrace(said.join('\n'))).toEqual(whole);
    expect(readTrace(said.join('\r\n'))).toEqual(whole);
    // It comes in pieces, and no piece says something that the next one takes back.
    const text = said.join('\n');
    for (let end = 0; end <= text.length; end += 1)
      expect(whole).toMatchObject(readTrace(text.slice(0, end)));
  });

  test('cannot keep us busy by what it prints, nor make us fail', () => {
    const words = fc.constantFrom(
      ...["debug1: Host '", "' is known and matches the ", 'debug1: Found key in ', ':1', '\n', '\r\n', '\0'],
      ...[
        'Authenticated to ',
        ' using "',
        'Offending key in ',
        'SHA256:',
        'x'.repeat(2000),
        '[',
        '] port',
        ' ',
      ],
      ...[
        'fingerprint for the ',
        ' key sent by the remote host is',
        'stricthostkeychecking ',
        'é',
        '@cert-authority ',
      ],
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (list) => {
        const text = list.join('');
        const trace = readTrace(text);
        for (const detail of Object.values(trace)) expect(detail.length).toBeLessThan(1200);
        changedKey(text);
        knownHostFingerprint(text);
        expect(['yes', 'accept-new']).toContain(parseSshConfig(text).policy);
      }),
      { numRuns: 500 },
    );
    const long = "debug1: Host 'matches the ".repeat(3000);
    // A search that grows with the square or worse would run into the limit of this test.
    expect(readTrace(long)).toEqual({});
    expect(sshFailure(address, { code: 255, stderr: long })).toMatchObject({ reason: 'lost' });
  });

  test('gives a whole sentence for whatever it prints', () => {
    const words = fc.array(
      fc.constantFrom('Permission', 'denied', 'Host key', '\n', 'debug1:', '\0', 'é', 'x'.repeat(5000)),
    );
    fc.assert(
      fc.property(fc.option(fc.nat(255), { nil: undefined }), words, (code, list) => {
        const error = sshFailure(address, { code, stderr: list.join(' ') });
        expect(error.message.length).toBeLessThan(600);
        expect(error.message).toMatch(/build\.example/);
      }),
    );
  });
});
