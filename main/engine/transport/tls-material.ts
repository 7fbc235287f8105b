import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import type { AppError } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { errorCode } from './failure';
import { systemAuthorities } from './system-authorities';

/** What a TLS connection is made with; bound to the files as they were when it was read. */
export interface TlsMaterial {
  readonly context: tls.SecureContext;
  /** Whether a certificate is sent. */
  readonly signsIn: boolean;
  /** Epoch ms after which ours is refused; absent where none is sent. */
  readonly clientValidTo?: number | undefined;
}

/** No certificate is larger than this. */
const maxFileBytes = 1024 * 1024;

/**
 * Reads `ca.pem`, `cert.pem` and `key.pem` of a folder, as DOCKER_CERT_PATH has them. Without a folder or a `ca.pem` the
 * system's authorities are trusted; without certificate and key none is sent. What is there and cannot be used is an
 * error that names the file. TLS 1.2 is the oldest that is spoken.
 */
export async function readTlsMaterial(folder: string): Promise<Result<TlsMaterial>> {
  const names = ['ca.pem', 'cert.pem', 'key.pem'] as const;
  const read = await Promise.all(names.map((name) => readPem(folder, name)));
  for (const each of read) if (!each.ok) return each;
  const [ca, cert, key] = read.map((each) => (each.ok ? each.value : undefined));
  if (cert !== undefined && key === undefined)
    return fail(unusable(`There is a cert.pem in ${folder} but no key.pem.`, 'Put the key beside it.'));
  if (key !== undefined && cert === undefined)
    return fail(
      unusable(`There is a key.pem in ${folder} but no cert.pem.`, 'Put the certificate beside it.'),
    );
  const clientValidTo = cert === undefined ? undefined : validTo(cert);
  if (cert !== undefined && clientValidTo === undefined)
    return fail(unusable(`${join(folder, 'cert.pem')} holds no certificate.`, 'Put the right file there.'));
  if (ca !== undefined && validTo(ca) === undefined)
    return fail(unusable(`${join(folder, 'ca.pem')} holds no certificate.`, 'Put the right file there.'));
  try {
    const context = tls.createSecureContext({
      ca: ca ?? (await systemAuthorities()),
      cert,
      key,
      minVersion: 'TLSv1.2',
    });
    return ok({ context, signsIn: cert !== undefined, clientValidTo });
  } catch (cause) {
    return fail(badKey(folder, cause));
  }
}

async function readPem(folder: string, name: string): Promise<Result<string | undefined>> {
  if (folder === '') return ok(undefined);
  const path = join(folder, name);
  try {
    const text = await readFile(path, { encoding: 'utf8' });
    return text.length > maxFileBytes
      ? fail(unusable(`${path} is too large to be a certificate or a key.`, 'Put the right file there.'))
      : ok(text);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') return ok(undefined);
    return fail(
      code === 'EACCES' || code === 'EPERM'
        ? unusable(`You may not read ${path}.`, 'Make it readable for yourself.')
        : unusable(`${path} cannot be read (${code}).`, 'Check the folder of the certificates.'),
    );
  }
}

/** Epoch ms at which the first certificate of a PEM file ends; undefined where there is none in it. */
function validTo(pem: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}

function badKey(folder: string, cause: unknown): AppError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const key = join(folder, 'key.pem');
  if (/mismatch/i.test(text))
    return unusable(
      `${key} does not belong to the cert.pem beside it.`,
      'Put the pair there that belongs together.',
    );
  if (/bad decrypt|bad_decrypt|interrupted|passw|empty password|bad password/i.test(text))
    return unusable(
      `${key} is protected by a passphrase, which Pilothouse does not ask for.`,
      'Store the key without one, readable for you alone.',
    );
  return unusable(
    `The key or the certificate in ${folder} cannot be used (${text.slice(0, 200)}).`,
    'Make them anew.',
  );
}

function unusable(message: string, remedy: string): AppError {
  return { kind: 'engine-unreachable', reason: 'certificate', message, remedy };
}
