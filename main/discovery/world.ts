/** What the program reads of the world around it, so that tests can give another one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Numeric user id, for rootless sockets; undefined on Windows. */
  readonly uid: number | undefined;
  /** Folder of the settings file; without one nothing is kept. */
  readonly dataFolder?: string | undefined;
}

/** A variable of the environment; an empty one is none, as for the docker command. */
export function variable(world: World, name: string): string | undefined {
  const value = world.env[name];
  return value === '' ? undefined : value;
}
