import type { X509Certificate } from 'node:crypto';
import type { AppError, UnreachableReason } from '#shared/errors';
import { type Address, addressText } from './address';
import { errorCode } from './failure';
import type { TlsMaterial } from './tls-material';

/** Verification failures of OpenSSL and BoringSSL that mean an authority we do not know. */
const unknownAuthority = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

const otherRefusals = new Set([
  'CERT_SIGNATURE_FAILURE',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
]);

/**
 * The sentence for what a TLS socket ended with; undefined where TLS is not to blame. `offered` is the certificate that
 * the other side showed.
 */
export function tlsFailure(
  address: Address,
  cause: unknown,
  offered: X509Certificate | undefined,
  material: Pick<TlsMaterial, 'signsIn' | 'clientValidTo'>,
): AppError | undefined {
  const code = errorCode(cause);
  const at = addressText(address);
  if (code === 'CERT_HAS_EXPIRED')
    return refused(
      `The certificate of ${at} expired${offered === undefined ? '' : ` on ${day(offered.validTo)}`}.`,
      'Have it renewed there, and check this computer’s clock.',
    );
  if (code === 'CERT_NOT_YET_VALID')
    return refused(
      `The certificate of ${at} is not valid yet${offered === undefined ? '' : `, only from ${day(offered.validFrom)} on`}.`,
      'Check this computer’s clock and the other one’s.',
    );
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return refused(
      `The certificate of ${at} is signed by itself${nameOf(offered?.subject)}, and ca.pem does not name it.`,
      'Put the certificate of the authority that signs for this engine into ca.pem.',
    );
  if (unknownAuthority.has(code))
    return refused(
      `The certificate of ${at} is signed by an authority that is not trusted here${nameOf(offered?.issuer)}.`,
      'Put the certificate of that authority into ca.pem, if you know that it is the right one.',
    );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return wrongName(address, offered);
  if (otherRefusals.has(code))
    return refused(`The certificate of ${at} cannot be trusted (${code}).`, 'Have it made anew there.');
  const reason = openSslReason(cause, code);
  if (/WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE/.test(reason))
    return unreachable(
      'not-an-engine',
      `What answers at ${at} does not speak TLS.`,
      'Switch TLS off for this connection, or correct the port; encrypted engines usually listen at 2376.',
    );
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW/.test(reason))
    return refused(
      `${at} speaks no TLS from 1.2 on, which is the least that is safe.`,
      'Update the engine there.',
    );
  if (
    /CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE|DECRYPT_ERROR/.test(reason) &&
    reason.includes('ALERT')
  )
    return signInRefused(at, material);
  return undefined;
}

/**
 * OpenSSL's reason, such as `SSLV3_ALERT_HANDSHAKE_FAILURE`: in the code of the error, or, where a write found it, only in
 * its text, between colons.
 */
function openSslReason(cause: unknown, code: string): string {
  if (code !== 'EPROTO' || !(cause instanceof Error)) return code;
  return cause.message.toUpperCase().replaceAll(' ', '_');
}

/** The other side wants a certificate and got none, or does not like ours. */
function signInRefused(at: string, material: Pick<TlsMaterial, 'signsIn' | 'clientValidTo'>): AppError {
  if (!material.signsIn)
    return unreachable(
      'sign-in-refused',
      `${at} wants a client certificate, and none is set for this connection.`,
      'Choose a folder with ca.pem, cert.pem and key.pem.',
    );
  const { clientValidTo } = material;
  if (clientValidTo !== undefined && clientValidTo < Date.now())
    return unreachable(
      'sign-in-refused',
      `${at} refused the client certificate: it expired on ${day(clientValidTo)}.`,
      'Have a new one made by the authority of this engine.',
    );
  return unreachable(
    'sign-in-refused',
    `${at} refused the client certificate.`,
    'Use one that is made by the authority that this engine trusts.',
  );
}

/** The handshake was fine, and then the other side was gone without a word: a refusal, or a restart at the wrong moment. */
export function hungUpAfterHandshake(
  at: string,
  material: Pick<TlsMaterial, 'signsIn' | 'clientValidTo'>,
): AppError {
  // Not a refusal for certain, so it is tried again by itself.
  if (!material.signsIn)
    return unreachable(
      'lost',
      `${at} ended the connection right after the handshake; it probably wants a client certificate, and none is set for this connection.`,
      'Choose a folder with ca.pem, cert.pem and key.pem.',
    );
  return unreachable(
    'lost',
    `${at} ended the connection right after the handshake.`,
    'It may have refused the client certificate: use one that is made by the authority that this engine trusts.',
  );
}

/** `CN=engine, O=Example` of what Node prints in lines. */
export function certificateName(lines: string): string {
  return lines.trim().split('\n').join(', ').slice(0, 300);
}

function wrongName(address: Address, offered: X509Certificate | undefined): AppError {
  const host = address.kind === 'tls' ? address.host : addressText(address);
  const names = (offered?.subjectAltName ?? '')
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address):/, ''))
    .filter((name) => name !== '');
  const shown = names.length === 0 ? 'no name at all' : names.slice(0, 8).join(', ');
  return refused(
    `The certificate of ${addressText(address)} is not made for “${host}”; it names ${shown}.`,
    names.length === 0
      ? 'Have it made anew with the host in its subjectAltName.'
      : 'Use one of these names in the address, or have the certificate made anew.',
  );
}

function nameOf(lines: string | undefined): string {
  return lines === undefined ? '' : ` (${certificateName(lines)})`;
}

function day(moment: string | number): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? String(moment) : date.toISOString().slice(0, 10);
}

function refused(message: string, remedy: string): AppError {
  return unreachable('certificate', message, remedy);
}

function unreachable(reason: UnreachableReason, message: string, remedy: string): AppError {
  return { kind: 'engine-unreachable', reason, message, remedy };
}
