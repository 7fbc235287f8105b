import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run';

/** What a certificate of the tests is to be. */
export interface CertificateWish {
  /** `DNS:localhost,IP:127.0.0.1`; a client's has none. */
  readonly names?: string;
  /** Days from now; -1 for one that is over. */
  readonly days?: number;
  /** Encrypts the key with it. */
  readonly passphrase?: string;
}

/** A certificate authority of the tests' own, in a private folder. The caller calls `remove`. */
export interface Authority {
  readonly folder: string;
  /** Path of its certificate. */
  readonly ca: string;
  /** Makes a folder with ca.pem, cert.pem and key.pem, as DOCKER_CERT_PATH wants it. */
  issue(name: string, wish?: CertificateWish): Promise<string>;
  remove(): Promise<void>;
}

async function openssl(args: readonly string[]): Promise<void> {
  const ran = await run('openssl', args);
  if (ran.status !== 0) throw new Error(`openssl ${args.join(' ')} failed: ${ran.stderr}`);
}

/** Needs the program of `whyWithout('openssl')`. Takes about 50 ms, and so does each certificate. */
export async function createAuthority(subject = 'Test authority'): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'pilothouse-ca-'));
  const inside = (...names: string[]): string => join(folder, ...names);
  const ca = inside('ca.pem');
  const key = inside('ca-key.pem');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  await openssl([
    'req',
    '-x509',
    ...newKey,
    '-nodes',
    '-keyout',
    key,
    '-out',
    ca,
    '-days',
    '30',
    '-subj',
    `/CN=${subject}`,
  ]);
  const issue = async (name: string, wish: CertificateWish = {}): Promise<string> => {
    const own = inside(name);
    await mkdir(own);
    const pass = wish.passphrase === undefined ? ['-nodes'] : ['-passout', `pass:${wish.passphrase}`];
    await openssl([
      'req',
      ...newKey,
      ...pass,
      '-keyout',
      join(own, 'key.pem'),
      '-out',
      join(own, 'csr.pem'),
      '-subj',
      `/CN=${name}`,
    ]);
    const usage = wish.names === undefined ? 'clientAuth' : 'serverAuth';
    const names = wish.names === undefined ? '' : `subjectAltName=${wish.names}\n`;
    await writeFile(join(own, 'extensions'), `${names}extendedKeyUsage=${usage}\n`);
    const extensions = ['-extfile', join(own, 'extensions')];
    const files = ['-in', join(own, 'csr.pem'), '-out', join(own, 'cert.pem')];
    const days = String(wish.days ?? 10);
    await openssl([
      'x509',
      '-req',
      ...files,
      '-CA',
      ca,
      '-CAkey',
      key,
      '-CAcreateserial',
      '-days',
      days,
      ...extensions,
    ]);
    await run('cp', [ca, join(own, 'ca.pem')]);
    return own;
  };
  return { folder, ca, issue, remove: () => rm(folder, { recursive: true, force: true }) };
}
