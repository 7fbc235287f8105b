/** One volume of an engine (API 1.21 and later). Its name is its identity. */
export interface Volume {
  readonly name: string;
  readonly driver: string;
  /** Where it lies on the engine's machine; '' where the driver does not say. */
  readonly mountpoint: string;
  /** `local` or `global`. */
  readonly scope: string;
  /** Epoch ms; absent before API 1.31 and with some drivers. */
  readonly createdAt?: number | undefined;
  /** Its name was made up by the engine, so a removal of its container with volumes takes it along. */
  readonly anonymous: boolean;
  /** Bytes; only the disk usage tells, and not for every driver. */
  readonly size?: number | undefined;
  /** Containers that use it, running or not; only the disk usage tells. */
  readonly useCount?: number | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}
