import { readFile } from 'node:fs/promises';
import tls from 'node:tls';

/** Where Linux distributions keep their bundle of authorities. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let known: Promise<string[] | undefined> | undefined;

/**
 * The authorities that this computer trusts, so that a company's own counts as it does in a browser; undefined leaves
 * Node's own list. Read once.
 */
export function systemAuthorities(): Promise<string[] | undefined> {
  known ??= find();
  return known;
}

async function find(): Promise<string[] | undefined> {
  // Node 22.15 and newer asks the system itself, also on macOS and Windows.
  const ask = (tls as { getCACertificates?: (type: 'system') => string[] }).getCACertificates;
  const asked = ask?.('system') ?? [];
  if (asked.length > 0) return [...new Set([...tls.rootCertificates, ...asked])];
  for (const path of bundles) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes('BEGIN CERTIFICATE')) return [...tls.rootCertificates, text];
  }
  return undefined;
}
