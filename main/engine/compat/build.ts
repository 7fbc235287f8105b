import { field, num, str } from './read';

/** One object of a build's progress stream, made plain. */
export type BuildStep =
  /** Output as the builder wrote it, with its own line ends. */
  | { readonly kind: 'text'; readonly text: string }
  /** Progress of a pull that the build makes. */
  | {
      readonly kind: 'layer';
      readonly id: string;
      readonly status: string;
      readonly current: number;
      readonly total: number;
    }
  /** The image that came of it. */
  | { readonly kind: 'image'; readonly id: string }
  /** BuildKit's own record, protobuf in base64. */
  | { readonly kind: 'trace'; readonly data: string };

/** Reads one object of `POST /build` (API 1.8; errors are told apart before). `aux` has the image from API 1.30 on. */
export function toBuildStep(raw: unknown): BuildStep {
  const aux = field(raw, 'aux');
  const id = str(field(raw, 'id'));
  if (id === 'moby.buildkit.trace') return { kind: 'trace', data: str(aux) };
  const image = str(field(aux, 'ID'));
  if (image !== '') return { kind: 'image', id: image };
  const status = str(field(raw, 'status'));
  if (status === '') return { kind: 'text', text: str(field(raw, 'stream')) };
  if (id === '') return { kind: 'text', text: `${status}\n` };
  const detail = field(raw, 'progressDetail');
  return {
    kind: 'layer',
    id,
    status,
    current: Math.max(0, num(field(detail, 'current')) ?? 0),
    total: Math.max(0, num(field(detail, 'total')) ?? 0),
  };
}

/** The image that a line of output names, as builders without `aux` tell it. */
export function builtImage(text: string): string | undefined {
  return /^Successfully built ([0-9a-f]{12,64}|sha256:[0-9a-f]{64})\s*$/m.exec(text)?.[1];
}
