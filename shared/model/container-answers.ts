/** The processes of a container, as `ps` on its machine lists them. */
export interface ProcessTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A path that differs from the image. */
export interface FileChange {
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted';
}

/** How a container that was waited for ended. */
export interface WaitOutcome {
  /** Absent where the engine did not say. */
  readonly exitCode?: number | undefined;
  /** Why a removal failed, '' otherwise. */
  readonly error: string;
}

/** One path in a container. */
export interface FileStat {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly kind: 'file' | 'directory' | 'link';
  /** The nine bits of Unix, such as 0o755. */
  readonly permissions: number;
  /** Epoch ms. */
  readonly modifiedAt?: number | undefined;
  /** '' for what is no link. */
  readonly linkTarget: string;
}
