import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { AppError, InputIssue } from '#shared/errors';
import type { ConnectionDraft } from '#shared/model/connection';
import { fail, ok, type Result } from '#shared/result';
import {
  type Address,
  addressText,
  isIdentityFile,
  isUnprotected,
  parseAddress,
} from '../engine/transport/address';

/** A draft that can be used: its address, and the draft as it is kept. */
export interface UsableDraft {
  readonly address: Address;
  readonly draft: ConnectionDraft;
}

/** Reads the address of a draft; TLS is for TCP only, a private key for ssh. */
export function draftAddress(draft: ConnectionDraft): Result<Address> {
  const text = draft.address.trim();
  const address = parseAddress(text, /^(tcp|https?):\/\//.test(text) ? draft.tls : undefined);
  const identity = draft.ssh?.identity.trim() ?? '';
  if (!address.ok || address.value.kind !== 'ssh' || identity === '') return address;
  return ok({ ...address.value, identity });
}

/** The parts of a draft that say how an address is reached. */
export function reachOf(address: Address): Pick<ConnectionDraft, 'address' | 'tls' | 'ssh'> {
  return {
    address: addressText(address),
    ...(address.kind === 'tls' ? { tls: { folder: address.folder } } : {}),
    ...(address.kind === 'ssh' && address.identity !== undefined
      ? { ssh: { identity: address.identity } }
      : {}),
  };
}

/**
 * Checks what a person typed, against the names and addresses of the `others`. Fails as `invalid-input` with one issue
 * for each field: `name`, `address`, `tls.folder`, `ssh.identity`, `plainConsent`.
 */
export async function readDraft(
  draft: ConnectionDraft,
  others: readonly { readonly name: string; readonly address: Address }[],
): Promise<Result<UsableDraft>> {
  const issues: InputIssue[] = [];
  const name = draft.name.trim();
  if (name === '') issues.push({ path: 'name', message: 'Give the connection a name.' });
  else if (others.some((other) => other.name === name))
    issues.push({ path: 'name', message: `There is a connection called “${name}” already.` });
  const address = draftAddress(draft);
  if (!address.ok) {
    issues.push({ path: 'address', message: address.error.message });
    return fail(invalid(issues));
  }
  const same = others.find((other) => sameAddress(other.address, address.value));
  if (same !== undefined)
    issues.push({ path: 'address', message: `“${same.name}” leads to this address already.` });
  issues.push(
    ...(await tlsIssues(address.value)),
    ...(await keyIssues(address.value)),
    ...consentIssues(address.value, draft),
  );
  if (issues.length > 0) return fail(invalid(issues));
  return ok({ address: address.value, draft: kept(draft, name, address.value) });
}

/** What the consent to an address without encryption must say to be one. */
export function consentFor(address: Address): string | undefined {
  return isUnprotected(address) && address.kind === 'tcp' ? `${address.host}:${address.port}` : undefined;
}

/** Why an address without encryption is not used; undefined where it is encrypted, local or agreed to. */
export function missingConsent(address: Address, draft: ConnectionDraft): AppError | undefined {
  const needed = consentFor(address);
  if (needed === undefined || draft.plainConsent === needed) return undefined;
  return {
    kind: 'denied',
    message: `The way to ${needed} is not encrypted: anyone on the network in between can read everything, and take over that machine. Pilothouse connects only after you agree to this for ${needed} in the settings of the connection; TLS or ssh would be safe.`,
  };
}

/** Both lead to the same place in the same manner. */
export function sameAddress(a: Address, b: Address): boolean {
  return addressKey(a) === addressKey(b);
}

/** Text that stands for an address with all that matters to it. */
export function addressKey(address: Address): string {
  const text = addressText(address);
  if (address.kind === 'tls') return `${text} ${address.folder}`;
  return address.kind === 'ssh' && address.identity !== undefined ? `${text} ${address.identity}` : text;
}

function consentIssues(address: Address, draft: ConnectionDraft): readonly InputIssue[] {
  if (missingConsent(address, draft) === undefined) return [];
  const needed = consentFor(address) ?? '';
  const message = `Agree to speak to ${needed} without encryption, or use TLS or ssh.`;
  return [{ path: 'plainConsent', message }];
}

async function tlsIssues(address: Address): Promise<readonly InputIssue[]> {
  if (address.kind !== 'tls' || address.folder === '') return [];
  const issue = (message: string): readonly InputIssue[] => [{ path: 'tls.folder', message }];
  if (!isAbsolute(address.folder))
    return issue('Give the whole path of the folder with ca.pem, cert.pem and key.pem.');
  try {
    const found = await stat(address.folder);
    return found.isDirectory() ? [] : issue(`${address.folder} is a file, not a folder.`);
  } catch (cause) {
    const denied = (cause as NodeJS.ErrnoException).code === 'EACCES';
    return issue(denied ? `You may not open ${address.folder}.` : `There is no folder ${address.folder}.`);
  }
}

async function keyIssues(address: Address): Promise<readonly InputIssue[]> {
  if (address.kind !== 'ssh' || address.identity === undefined) return [];
  const { identity } = address;
  const issue = (message: string): readonly InputIssue[] => [{ path: 'ssh.identity', message }];
  if (!isIdentityFile(identity))
    return issue('Give the whole path of the file with the private key, without % and $.');
  try {
    return (await stat(identity)).isFile() ? [] : issue(`${identity} is no file.`);
  } catch (cause) {
    const denied = (cause as NodeJS.ErrnoException).code === 'EACCES';
    return issue(denied ? `You may not open ${identity}.` : `There is no file ${identity}.`);
  }
}

function kept(draft: ConnectionDraft, name: string, address: Address): ConnectionDraft {
  const consent = consentFor(address);
  return {
    name,
    ...reachOf(address),
    colour: draft.colour,
    band: draft.band.trim(),
    connect: draft.connect,
    ...(consent === undefined ? {} : { plainConsent: consent }),
  };
}

function invalid(issues: readonly InputIssue[]): AppError {
  const [first] = issues;
  return { kind: 'invalid-input', issues, message: first?.message ?? 'The connection cannot be kept so.' };
}
