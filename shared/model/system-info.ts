/** What an engine says of itself and its machine, from `GET /info`, the same for every version. '' and 0: not said. */
export interface SystemInfo {
  /** Identity of the engine; '' before API 1.16 and for Podman, which makes up a new one for each answer. */
  readonly id: string;
  /** Host name of its machine. */
  readonly name: string;
  /** Release of the engine, such as `28.5.2`. */
  readonly release: string;
  /** Kernel of the containers: `linux` or `windows`. */
  readonly os: string;
  /** Name of the system, such as `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: string;
  readonly arch: string;
  readonly kernel: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly storageDriver: string;
  readonly loggingDriver: string;
  readonly cgroupDriver: string;
  /** `1` or `2`. */
  readonly cgroupVersion: string;
  readonly dataRoot: string;
  readonly defaultRuntime: string;
  readonly runtimes: readonly string[];
  readonly containers: {
    readonly total: number;
    /** Absent before API 1.21, which has the sum only. */
    readonly running?: number | undefined;
    readonly paused?: number | undefined;
    readonly stopped?: number | undefined;
  };
  /** Includes the intermediate ones. */
  readonly images: number;
  /** Absent where the engine knows no swarm; `state` is `inactive`, `pending`, `active`, `error` or `locked`. */
  readonly swarm?:
    | {
        readonly state: string;
        readonly manager: boolean;
        readonly nodeId: string;
        readonly nodes: number;
        readonly managers: number;
        readonly error: string;
      }
    | undefined;
  /** Such as `name=seccomp,profile=default`; `rootless` and `userns` stand here too. */
  readonly securityOptions: readonly string[];
  readonly rootless: boolean;
  /** What the engine warns of, whole sentences of its own. */
  readonly warnings: readonly string[];
  readonly insecureRegistries: readonly string[];
  readonly registryMirrors: readonly string[];
  readonly plugins: {
    readonly volume: readonly string[];
    readonly network: readonly string[];
    readonly log: readonly string[];
  };
  readonly labels: readonly string[];
  readonly debug: boolean;
  readonly experimental: boolean;
  readonly liveRestore: boolean;
  /** Limits that the engine's kernel cannot set; what it does not mention counts as possible. */
  readonly missingLimits: readonly ('memory' | 'swap' | 'cpu-quota' | 'cpuset' | 'pids')[];
  /** The engine's clock at the answer, epoch ms; absent where it does not say. */
  readonly systemTime?: number | undefined;
  /** The engine's answer as it came, for reading and copying; a JSON document. */
  readonly raw: unknown;
}
