/** An add-on of an engine (API 1.25 and later). Its name is its identity. */
export interface Plugin {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Where it was pulled from, such as `docker.io/vieux/sshfs:latest`; '' for one that was made here. */
  readonly reference: string;
  readonly description: string;
  /** What it serves as, such as `docker.volumedriver/1.0`. */
  readonly types: readonly string[];
  /** `NAME=value`, as it is set. */
  readonly environment: readonly string[];
  readonly args: readonly string[];
  /** The engine's answer as it came; a JSON document. */
  readonly raw: unknown;
}

/** Something that a plugin wants to be allowed, and a person has to agree to. */
export interface PluginPrivilege {
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[];
}
