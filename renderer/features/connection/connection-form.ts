import type { AppError } from '#shared/errors';
import type { ConnectionColour, ConnectionDraft, ConnectWhen } from '#shared/model/connection';

/** How an engine is reached, as a person chooses it. */
export type Reach = 'socket' | 'ssh' | 'tls' | 'tcp';

/** A connection as it stands in the fields of its form: all texts as typed. Fields of other ways keep theirs. */
export interface ConnectionForm {
  readonly name: string;
  readonly reach: Reach;
  /** Of a socket or a Windows pipe on this computer. */
  readonly path: string;
  readonly user: string;
  readonly host: string;
  readonly port: string;
  /** Of the engine's socket on the ssh server; '' for the usual one. */
  readonly remotePath: string;
  /** The file of a private key for ssh; '' for those of its own configuration. */
  readonly identity: string;
  /** Of the certificates; '' trusts the system's authorities. */
  readonly folder: string;
  readonly colour: ConnectionColour;
  readonly band: string;
  readonly connect: ConnectWhen;
  /** The `host:port` that the person agreed to speak to without encryption; '' for none. */
  readonly consent: string;
}

/** The fields that something can be wrong with. */
export type FormField =
  | 'name'
  | 'path'
  | 'user'
  | 'host'
  | 'port'
  | 'remotePath'
  | 'identity'
  | 'folder'
  | 'consent';
/** What is wrong, by field; `form` is what belongs to none. */
export type Problems = Readonly<Partial<Record<FormField | 'form', string>>>;

/** A form with nothing typed. */
export const emptyForm: ConnectionForm = {
  name: '',
  reach: 'socket',
  path: '',
  user: '',
  host: '',
  port: '',
  remotePath: '',
  identity: '',
  folder: '',
  colour: 'none',
  band: '',
  connect: 'at-start',
  consent: '',
};

/** Usual ports, for the fields that were left empty. */
export const usualPorts: Readonly<Record<Exclude<Reach, 'socket'>, string>> = {
  ssh: '22',
  tls: '2376',
  tcp: '2375',
};

type Parts = Pick<ConnectionForm, 'reach' | 'path' | 'user' | 'host' | 'port' | 'remotePath'>;

const noParts: Omit<Parts, 'reach'> = { path: '', user: '', host: '', port: '', remotePath: '' };

/** True for a text that is a whole address, as when one is pasted into a field for a part of it. */
export function isWholeAddress(text: string): boolean {
  return /^(unix|npipe|tcp|http|https|ssh):\/\//.test(text.trim());
}

/** Takes an address apart. What is none of the known forms stays whole in the path, so that it can be mended there. */
export function partsOf(address: string, encrypted: boolean): Parts {
  const text = address.trim();
  if (text.startsWith('unix://')) return { ...noParts, reach: 'socket', path: text.slice('unix://'.length) };
  if (text.startsWith('npipe://'))
    return { ...noParts, reach: 'socket', path: text.slice('npipe://'.length) };
  const tcp = /^(tcp|https?):\/\/(\[[^\]/]*\]|[^:/@]*)(?::(\d*))?\/?$/.exec(text);
  if (tcp !== null) {
    const [, scheme, host = '', port = ''] = tcp;
    const reach = encrypted || scheme === 'https' ? 'tls' : 'tcp';
    return { ...noParts, reach, host: withoutBrackets(host), port };
  }
  const ssh = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]*\]|[^:/@]*)(?::(\d*))?(\/.*)?$/.exec(text);
  if (ssh !== null) {
    const [, user = '', host = '', port = '', remotePath = ''] = ssh;
    return { ...noParts, reach: 'ssh', user, host: withoutBrackets(host), port, remotePath };
  }
  return { ...noParts, reach: 'socket', path: text };
}

/** The form as it is meant where a whole address stands in the field of a part; the same form where none does. */
export function takenApart(form: ConnectionForm): ConnectionForm {
  const text = form.reach === 'socket' ? form.path : form.host;
  return isWholeAddress(text) ? { ...form, ...partsOf(text, form.reach === 'tls') } : form;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** The fields of a connection that is there already, or that was found. */
export function formOf(draft: ConnectionDraft): ConnectionForm {
  return {
    ...emptyForm,
    ...partsOf(draft.address, draft.tls !== undefined),
    name: draft.name,
    identity: draft.ssh?.identity ?? '',
    folder: draft.tls?.folder ?? '',
    colour: draft.colour,
    band: draft.band,
    connect: draft.connect,
    consent: draft.plainConsent ?? '',
  };
}

/** `host:port` of a form that has them, with IPv6 in brackets. */
export function hostPort(form: ConnectionForm): string {
  const host = form.host.trim();
  const port = form.port.trim();
  const usual = form.reach === 'socket' ? '' : usualPorts[form.reach];
  return `${host.includes(':') ? `[${withoutBrackets(host)}]` : host}:${port === '' ? usual : port}`;
}

/** Host and port as main reads them, which is how consent to them is written down: `fe80::1:2375`. */
export function consentFor(form: ConnectionForm): string {
  const whole = hostPort(form);
  const port = /:(\d+)$/.exec(whole)?.[1] ?? '';
  return `${readHost(whole)}:${port}`;
}

/** Names in small letters, addresses in their shortest form; as typed where it is no host. */
function readHost(hostAndPort: string): string {
  try {
    return withoutBrackets(new URL(`http://${hostAndPort}`).hostname);
  } catch {
    return hostAndPort.replace(/:\d*$/, '');
  }
}

/** True where the connection would be readable to others on the network: plain TCP to another machine. */
export function needsConsent(form: ConnectionForm): boolean {
  if (form.reach !== 'tcp' || form.host.trim() === '') return false;
  return !/^(localhost|127(\.\d{1,3}){3}|::1)$/.test(readHost(hostPort(form)));
}

/** True where the person agreed to just this host and port. */
export function hasConsent(form: ConnectionForm): boolean {
  return form.consent !== '' && form.consent === consentFor(form);
}

/** The address in DOCKER_HOST's form. */
export function addressOf(form: ConnectionForm): string {
  const path = form.path.trim();
  switch (form.reach) {
    case 'socket':
      if (isWholeAddress(path)) return path;
      return /^(\\\\|\/\/)/.test(path) ? `npipe://${path.replaceAll('\\', '/')}` : `unix://${path}`;
    case 'tls':
    case 'tcp':
      return `tcp://${hostPort(form)}`;
    case 'ssh': {
      const user = form.user.trim() === '' ? '' : `${form.user.trim()}@`;
      const host = form.port.trim() === '' ? hostPort(form).replace(/:22$/, '') : hostPort(form);
      return `ssh://${user}${host}${form.remotePath.trim()}`;
    }
  }
}

/** What main is asked to keep or to check. */
export function draftOf(form: ConnectionForm): ConnectionDraft {
  return {
    name: form.name.trim(),
    address: addressOf(form),
    ...(form.reach === 'tls' && { tls: { folder: form.folder.trim() } }),
    ...(form.reach === 'ssh' && form.identity.trim() !== '' && { ssh: { identity: form.identity.trim() } }),
    colour: form.colour,
    band: form.band.trim(),
    connect: form.connect,
    ...(needsConsent(form) && hasConsent(form) && { plainConsent: form.consent }),
  };
}

/** What can be told to be wrong before main is asked; main looks at the rest. */
export function problemsOf(form: ConnectionForm): Problems {
  const problems: Partial<Record<FormField, string>> = {};
  if (form.name.trim() === '') problems.name = 'Give the connection a name, such as Staging.';
  if (form.reach === 'socket') {
    if (form.path.trim() === '') problems.path = 'Give the path of the socket, such as /var/run/docker.sock.';
    return problems;
  }
  if (form.host.trim() === '') problems.host = 'Give the name or the address of the host.';
  const port = form.port.trim();
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    problems.port = 'A port is a number from 1 to 65535.';
  const remote = form.remotePath.trim();
  if (form.reach === 'ssh' && remote !== '' && !remote.startsWith('/'))
    problems.remotePath = 'The path of the socket there starts with /.';
  if (needsConsent(form) && !hasConsent(form))
    problems.consent = `Agree to this before ${hostPort(form)} is used, or choose TCP with TLS or SSH.`;
  return problems;
}

/** Puts what main says is wrong beside the fields that it is about. */
export function problemsFrom(error: AppError, reach: Reach): Problems {
  if (error.kind !== 'invalid-input') return { form: error.message };
  const problems: Partial<Record<FormField | 'form', string>> = {};
  for (const { path, message } of error.issues) {
    const field = fieldOf(path, reach);
    problems[field] ??= message;
  }
  return Object.keys(problems).length === 0 ? { form: error.message } : problems;
}

function fieldOf(path: string, reach: Reach): FormField | 'form' {
  switch (path.replace(/^draft\./, '')) {
    case 'name':
      return 'name';
    case 'address':
      return reach === 'socket' ? 'path' : 'host';
    case 'tls':
    case 'tls.folder':
      return reach === 'tls' ? 'folder' : 'form';
    case 'ssh':
    case 'ssh.identity':
      return reach === 'ssh' ? 'identity' : 'form';
    case 'plainConsent':
      return reach === 'tcp' ? 'consent' : 'form';
    default:
      return 'form';
  }
}
