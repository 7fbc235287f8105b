import type { Dialect } from '../core/dialect';
import type { Container } from '../engine/container';
import type { Engine } from '../engine/engine';
import { isoTime } from '../engine/times';
import type { VolumeSpec } from '../world/model';

type Json = Record<string, unknown>;

/** A volume as the engine keeps it. */
export type Volume = VolumeSpec & { readonly createdAt: number };

/** The containers that mount a volume, running or not. */
export function volumeUsers(engine: Engine, name: string): readonly Container[] {
  return [...engine.containers.values()].filter(({ spec }) =>
    spec.mounts.some(({ source }) => source === name),
  );
}

/** True for a volume that was made without a name. */
export function isAnonymous({ name, labels }: Volume): boolean {
  return 'com.docker.volume.anonymous' in labels || /^[0-9a-f]{64}$/.test(name);
}

/** A volume on the wire; its size only for /system/df, as dockerd has it. */
export function volumeView(engine: Engine, volume: Volume, dialect: Dialect, usage: boolean): Json {
  return {
    ...(dialect.speaks(31) ? { CreatedAt: isoTime(volume.createdAt).replace(/\.\d+Z$/, 'Z') } : {}),
    Driver: 'local',
    ...(dialect.speaks(23) ? { Labels: Object.keys(volume.labels).length > 0 ? volume.labels : null } : {}),
    Mountpoint: `/var/lib/docker/volumes/${volume.name}/_data`,
    Name: volume.name,
    ...(dialect.speaks(25)
      ? { Options: Object.keys(volume.options).length > 0 ? volume.options : null }
      : {}),
    ...(dialect.speaks(24) ? { Scope: 'local' } : {}),
    ...(usage ? { UsageData: { Size: volume.size, RefCount: volumeUsers(engine, volume.name).length } } : {}),
  };
}
