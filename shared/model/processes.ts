/** The processes of a container, as its engine lists them. */
export interface ProcessList {
  /** Epoch ms of the reading. */
  readonly at: number;
  /** The engine's titles of the columns, such as `PID` and `CMD`. */
  readonly titles: readonly string[];
  readonly processes: readonly ContainerProcess[];
  /** Why no process can be sent a signal from here, as a sentence; absent where it can be tried. */
  readonly withoutSignals?: string | undefined;
}

/** One process. */
export interface ContainerProcess {
  /** By the engine's machine, which is not what the container sees, but for Podman; NaN where the engine does not tell. */
  readonly pid: number;
  /** NaN where it does not tell: then there is no tree. */
  readonly parent: number;
  /** One for each title. */
  readonly cells: readonly string[];
}
