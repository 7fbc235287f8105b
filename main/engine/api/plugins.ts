import type { Readable } from 'node:stream';
import type { Plugin, PluginPrivilege } from '#shared/model/plugin';
import type { RegistryLogin } from '#shared/model/registry';
import type { Result } from '#shared/result';
import type { EngineClient } from '../client';
import { toPlugin, toPluginPrivilege } from '../compat/plugins';
import { type PullStep, toPullStep } from '../compat/progress';
import { atLeast } from '../compat/version';
import { type Filters, filtersText } from './filters';
import { referencePath } from './paths';
import { openWork, readProgress, type Work } from './progress';
import { pushAuth, registryAuth } from './registry-auth';
import { usualSilence } from './silence';
import { change, readList, readOne } from './typed';

/** `GET /plugins` (API 1.25). Filters (capability, enabled): API 1.28; older engines give all. */
export async function listPlugins(
  client: EngineClient,
  filters?: Filters,
  signal?: AbortSignal,
): Promise<Result<readonly Plugin[]>> {
  const has = client.supports('plugins');
  if (!has.ok) return has;
  const sent = atLeast(client.version, 1, 28) ? filtersText(filters) : undefined;
  return readList(client, '/plugins', { query: { filters: sent }, signal }, toPlugin);
}

/** `GET /plugins/{name}/json` (API 1.25). */
export async function inspectPlugin(
  client: EngineClient,
  name: string,
  signal?: AbortSignal,
): Promise<Result<Plugin>> {
  const has = client.supports('plugins');
  return has.ok ? readOne(client, `${pluginPath(name)}/json`, { signal }, toPlugin) : has;
}

/** `GET /plugins/privileges` (API 1.25): what a plugin in a registry wants to be allowed. Asks the registry. */
export async function readPluginPrivileges(
  client: EngineClient,
  remote: string,
  login?: RegistryLogin,
  signal?: AbortSignal,
): Promise<Result<readonly PluginPrivilege[]>> {
  const has = client.supports('plugins');
  if (!has.ok) return has;
  const headers = { 'X-Registry-Auth': registryAuth(login) };
  const options = { query: { remote }, headers, signal, headTimeoutMs: 60_000 };
  return readList(client, '/plugins/privileges', options, toPluginPrivilege);
}

/** A plugin to pull, with what a person allowed it. */
export interface PluginPull {
  readonly remote: string;
  readonly privileges: readonly PluginPrivilege[];
  readonly login?: RegistryLogin;
}

/** `POST /plugins/pull` (API 1.25) under the local name; the plugin is not enabled yet. Abort `signal` to stop it. */
export async function pullPlugin(
  client: EngineClient,
  name: string,
  pull: PluginPull,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const has = client.supports('plugins');
  if (!has.ok) return has;
  return fetchPlugin(client, '/plugins/pull', { remote: pull.remote, name }, pull, onStep, signal);
}

/** `POST /plugins/{name}/upgrade` (API 1.26); the plugin must be disabled. */
export async function upgradePlugin(
  client: EngineClient,
  name: string,
  pull: PluginPull,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const has = client.supports('plugin-upgrade');
  if (!has.ok) return has;
  return fetchPlugin(client, `${pluginPath(name)}/upgrade`, { remote: pull.remote }, pull, onStep, signal);
}

async function fetchPlugin(
  client: EngineClient,
  path: string,
  query: Readonly<Record<string, string>>,
  pull: PluginPull,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const work: Work = { what: `Pulling ${pull.remote}`, signal, silenceMs: usualSilence.transfer };
  const options = {
    query,
    headers: { 'X-Registry-Auth': registryAuth(pull.login) },
    body: pull.privileges.map(({ name, description, values }) => ({
      Name: name,
      Description: description,
      Value: values,
    })),
  };
  const body = await openWork(client, 'POST', path, options, work);
  if (!body.ok) return body;
  return readProgress(client, body.value, work, (raw) => onStep(toPullStep(raw)));
}

/** `POST /plugins/{name}/push` (API 1.25). */
export async function pushPlugin(
  client: EngineClient,
  name: string,
  login: RegistryLogin | undefined,
  onStep: (step: PullStep) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const has = client.supports('plugins');
  if (!has.ok) return has;
  const work: Work = { what: `Pushing ${name}`, signal, silenceMs: usualSilence.transfer };
  const headers = { 'X-Registry-Auth': pushAuth(login) };
  const body = await openWork(client, 'POST', `${pluginPath(name)}/push`, { headers }, work);
  if (!body.ok) return body;
  return readProgress(client, body.value, work, (raw) => onStep(toPullStep(raw)));
}

/** `POST /plugins/create` (API 1.25) from a tar with config.json and rootfs, which streams in. */
export async function createPlugin(
  client: EngineClient,
  name: string,
  tar: Readable,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const has = client.supports('plugins');
  if (!has.ok) {
    tar.destroy();
    return has;
  }
  return change(client, 'POST', '/plugins/create', {
    query: { name },
    upload: tar,
    signal,
    headTimeoutMs: usualSilence.unpack,
  });
}

/**
 * `POST /plugins/{name}/enable` (API 1.25); the engine waits `timeoutSeconds` for it, 0 for its own default, and is waited
 * for 5 min longer.
 */
export async function enablePlugin(
  client: EngineClient,
  name: string,
  timeoutSeconds = 0,
): Promise<Result<void>> {
  const has = client.supports('plugins');
  if (!has.ok) return has;
  return change(client, 'POST', `${pluginPath(name)}/enable`, {
    query: { timeout: timeoutSeconds },
    headTimeoutMs: timeoutSeconds * 1000 + usualSilence.transfer,
  });
}

/** `POST /plugins/{name}/disable` (API 1.25); `force` also while it is used (API 1.28). */
export async function disablePlugin(
  client: EngineClient,
  name: string,
  force = false,
): Promise<Result<void>> {
  const has = client.supports('plugins');
  if (!has.ok) return has;
  const query = { force: atLeast(client.version, 1, 28) ? force : undefined };
  return change(client, 'POST', `${pluginPath(name)}/disable`, { query, headTimeoutMs: 60_000 });
}

/** `POST /plugins/{name}/set` (API 1.25): `NAME=value` each; the plugin must be disabled. */
export async function configurePlugin(
  client: EngineClient,
  name: string,
  settings: readonly string[],
): Promise<Result<void>> {
  const has = client.supports('plugins');
  return has.ok ? change(client, 'POST', `${pluginPath(name)}/set`, { body: settings }) : has;
}

/** `DELETE /plugins/{name}` (API 1.25); an enabled one needs `force`. */
export async function removePlugin(
  client: EngineClient,
  name: string,
  force: boolean,
): Promise<Result<void>> {
  const has = client.supports('plugins');
  if (!has.ok) return has;
  return change(client, 'DELETE', pluginPath(name), { query: { force }, headTimeoutMs: 60_000 });
}

function pluginPath(name: string): string {
  return `/plugins/${referencePath(name)}`;
}
