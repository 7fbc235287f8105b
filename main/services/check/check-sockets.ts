import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { cancelled } from '#shared/errors';
import { fail, ok, type Result } from '#shared/result';
import { pause } from '../../engine/pause';
import type { Address } from '../../engine/transport/address';
import { errorCode, connectionFailure } from '../../engine/transport/failure';
import { SocketDialer } from '../../engine/transport/socket-dialer';
import { socketGroup } from '../../engine/transport/socket-group';
import { TlsDialer, type TlsAddress } from '../../engine/transport/tls-dialer';

/** Looks at a socket's file: who may open it. */
export async function findSocket(address: Extract<Address, { kind: 'unix' }>): Promise<Result<string>> {
  try {
    const found = await stat(address.path);
    if (!found.isSocket())
      return fail(connectionFailure(address, { code: found.isDirectory() ? 'EISDIR' : 'ENOTSOCK' }));
    const group = await socketGroup(address.path);
    const mode = (found.mode & 0o777).toString(8);
    return ok(group === undefined ? `mode ${mode}` : `group ${group}, mode ${mode}`);
  } catch (cause) {
    return fail(connectionFailure(address, cause));
  }
}

/** The address of a host's name. The system's resolver cannot be stopped: aborting `signal` waits for it no longer. */
export async function resolveHost(
  address: Extract<Address, { kind: 'tcp' | 'tls' }>,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (net.isIP(address.host) !== 0) return ok('It is an address already.');
  const found = lookup(address.host).then(
    (known) => ok(known.address),
    (cause: unknown) => fail(connectionFailure(address, cause)),
  );
  const over = new AbortController();
  const resolved = await Promise.race([found, pause(undefined, AbortSignal.any([signal, over.signal]))]);
  over.abort();
  return resolved ?? fail(cancelled('The check'));
}

/** Opens a socket, a pipe or a port, and closes it again. */
export async function openSocket(address: Address, signal: AbortSignal): Promise<Result<string>> {
  const plain = address.kind === 'tls' ? ({ ...address, kind: 'tcp' } as const) : address;
  if (plain.kind === 'ssh') return fail(connectionFailure(address, undefined));
  const dialer = new SocketDialer(plain);
  const unprepared = await dialer.prepare();
  if (unprepared !== undefined) return fail(unprepared);
  const opened = await settled(dialer.dial(), 'connect', signal);
  if (opened === undefined) return ok('');
  const denied = errorCode(opened.cause) === 'EACCES' && address.kind === 'unix';
  const group = denied ? await socketGroup(address.path) : undefined;
  return fail(signal.aborted ? cancelled('The check') : connectionFailure(address, opened.cause, group));
}

/** What a handshake shows. */
export interface Handshake {
  /** Whose certificate it is, by whom, and until when. */
  readonly text: string;
  /** Whether one of ours is there to be sent. */
  readonly signsIn: boolean;
}

/** Makes one TLS handshake, verifies the certificate as every connection does, and closes it again. */
export async function shakeHands(address: TlsAddress, signal: AbortSignal): Promise<Result<Handshake>> {
  const dialer = new TlsDialer(address);
  const unprepared = await dialer.prepare();
  if (unprepared !== undefined) return fail(unprepared);
  const opened = await settled(dialer.dial(), 'secureConnect', signal);
  if (opened !== undefined) {
    const error = dialer.explain(opened.cause, false) ?? connectionFailure(address, opened.cause);
    return fail(signal.aborted ? cancelled('The check') : error);
  }
  const facts = dialer.certificates;
  const text =
    facts === undefined
      ? ''
      : `${facts.subject}, issued by ${facts.issuer}, valid until ${isoDay(facts.validTo)}`;
  return ok({ text, signsIn: facts?.clientValidTo !== undefined });
}

/** Undefined once the connection stands, otherwise what it ended with. It is closed in any case. */
function settled(
  socket: Duplex,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<{ readonly cause: unknown } | undefined> {
  return new Promise((resolve) => {
    const finish = (result: { readonly cause: unknown } | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(result);
      socket.destroy();
    };
    const onAbort = (): void => finish({ cause: undefined });
    socket.once(event, () => finish(undefined));
    socket.once('error', (cause) => finish({ cause }));
    socket.once('close', () => finish({ cause: undefined }));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** `2026-11-20`. */
export function isoDay(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
