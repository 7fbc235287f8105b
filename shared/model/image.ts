import type { ContainerId, ImageId } from './ids';

/** One row of the image list: an image with all its tags. */
export interface Image {
  readonly id: ImageId;
  /** `repository:tag`, empty for an untagged image. */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Bytes on disk, shared layers included. */
  readonly size: number;
  /** Epoch ms; 0 where the engine does not know. */
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Containers made from it, running or not. */
  readonly usedBy: readonly { readonly id: ContainerId; readonly name: string }[];
}

/** One step of an image's history, newest last. */
export interface ImageLayer {
  /** The instruction, such as `RUN`, or '' where it cannot be told. */
  readonly instruction: string;
  /** What stood behind the instruction. */
  readonly text: string;
  /** Bytes added; 0 for a step of metadata only. */
  readonly size: number;
  /** Epoch ms; 0 where unknown. */
  readonly createdAt: number;
}

/** How a container of an image starts unless told otherwise. '' and empty lists: not said. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `KEY=value`. */
  readonly environment: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  /** Such as `80/tcp`. */
  readonly exposedPorts: readonly string[];
  /** Paths that get a volume. */
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** What the detail of an image shows. */
export interface ImageDetails {
  readonly id: ImageId;
  /** Such as `linux/arm/v7`; '' where the engine does not say (before API 1.8). */
  readonly platform: string;
  /** Epoch ms; 0 where the engine does not know. */
  readonly createdAt: number;
  readonly author: string;
  readonly comment: string;
  readonly config: ImageConfig;
  readonly layers: readonly ImageLayer[];
  /** The engine's answer as it came; a JSON document. */
  readonly raw: unknown;
}

/** One layer of a pull or push that runs. */
export interface LayerProgress {
  readonly id: string;
  readonly phase: 'waiting' | 'downloading' | 'uploading' | 'extracting' | 'done' | 'exists';
  /** Bytes so far and in all; 0 where the engine gives no measure. */
  readonly current: number;
  readonly total: number;
}
