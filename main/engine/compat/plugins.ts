import type { Plugin, PluginPrivilege } from '#shared/model/plugin';
import { bool, field, list, str } from './read';

/** One element of `GET /plugins`, or `GET /plugins/{name}/json` (API 1.25); undefined where it has no name. */
export function toPlugin(raw: unknown): Plugin | undefined {
  const name = str(field(raw, 'Name'));
  if (name === '') return undefined;
  const config = field(raw, 'Config');
  const settings = field(raw, 'Settings');
  return {
    id: str(field(raw, 'Id')),
    name,
    enabled: bool(field(raw, 'Enabled')),
    reference: str(field(raw, 'PluginReference')),
    description: str(field(config, 'Description')),
    types: list(field(field(config, 'Interface'), 'Types')).map(interfaceType),
    environment: list(field(settings, 'Env')).map(str),
    args: list(field(settings, 'Args')).map(str),
    raw,
  };
}

/** `GET /plugins/privileges` (API 1.25). */
export function toPluginPrivilege(raw: unknown): PluginPrivilege | undefined {
  const name = str(field(raw, 'Name'));
  if (name === '') return undefined;
  return {
    name,
    description: str(field(raw, 'Description')),
    values: list(field(raw, 'Value')).map(str),
  };
}

/** `docker.volumedriver/1.0`; documents before 1.30 show it in its parts. */
function interfaceType(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  return `${str(field(raw, 'Prefix'))}.${str(field(raw, 'Capability'))}/${str(field(raw, 'Version'))}`;
}
