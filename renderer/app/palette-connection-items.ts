import type { EngineConnection } from '#shared/model/engine';
import { connectionMenu } from '../features/connection/connection-menu';
import type { PaletteItem } from './palette-item';

/** The menu's labels with the name of what they are about; what is not here has its own place in the palette. */
const labels: Readonly<Record<string, (name: string) => string>> = {
  connect: (name) => `Connect to ${name}`,
  disconnect: (name) => `Disconnect ${name}`,
  check: (name) => `Check connection to ${name}`,
  save: (name) => `Save connection to ${name}`,
  edit: (name) => `Edit connection to ${name}…`,
  copy: (name) => `Copy address of ${name}`,
  remove: (name) => `Remove connection to ${name}…`,
};

/** What can be done with the connection that is looked at. */
export function connectionItems(engine: EngineConnection): readonly PaletteItem[] {
  return connectionMenu(engine, 0, 1).flatMap((entry): readonly PaletteItem[] => {
    if (entry.kind !== 'item' || entry.icon === undefined || entry.disabledReason !== undefined) return [];
    const label = labels[entry.id]?.(engine.name);
    return label === undefined
      ? []
      : [{ id: `connection ${entry.id}`, label, icon: entry.icon, run: entry.onSelect }];
  });
}
