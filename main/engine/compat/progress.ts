import type { LayerProgress } from '#shared/model/image';
import { field, num, str } from './read';

/** One object of a pull's progress stream, made plain. */
export type PullStep =
  | { readonly kind: 'layer'; readonly layer: LayerProgress }
  | { readonly kind: 'note'; readonly text: string }
  /** The pull failed although the status was 200. */
  | { readonly kind: 'error'; readonly message: string };

/** Reads one progress object; see reference section 2.7. */
export function toPullStep(raw: unknown): PullStep {
  const error = str(field(raw, 'error')) || str(field(field(raw, 'errorDetail'), 'message'));
  if (error !== '') return { kind: 'error', message: error };
  const id = str(field(raw, 'id'));
  const status = str(field(raw, 'status')) || str(field(raw, 'stream')).trim();
  const phase = layerPhase(status);
  if (id === '' || phase === undefined) return { kind: 'note', text: status };
  const detail = field(raw, 'progressDetail');
  return {
    kind: 'layer',
    layer: {
      id,
      phase,
      current: Math.max(0, num(field(detail, 'current')) ?? 0),
      total: Math.max(0, num(field(detail, 'total')) ?? 0),
    },
  };
}

function layerPhase(status: string): LayerProgress['phase'] | undefined {
  if (status === 'Already exists') return 'exists';
  if (status === 'Pull complete' || status === 'Download complete') {
    return status === 'Pull complete' ? 'done' : 'downloading';
  }
  if (status.startsWith('Extracting')) return 'extracting';
  if (status.startsWith('Downloading') || status.startsWith('Verifying')) return 'downloading';
  if (status.startsWith('Pulling fs') || status.startsWith('Waiting')) return 'waiting';
  return status.startsWith('Retrying') ? 'waiting' : undefined;
}
