import type { LayerProgress } from '#shared/model/image';
import { field, num, str } from './read';

/** One object of a progress stream of a pull, push, load or import, made plain. */
export type PullStep =
  | { readonly kind: 'layer'; readonly layer: LayerProgress }
  | { readonly kind: 'note'; readonly text: string }
  /** It failed although the status was 200. */
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

/** True for the line with which an engine ends a pull that succeeded. */
export function endsPull(raw: unknown): boolean {
  return str(field(raw, 'status')).startsWith('Status: ');
}

/** Words of pulls, then of pushes; what is none of them stands for the whole and not for a layer. */
const phases: readonly (readonly [start: string, phase: LayerProgress['phase']])[] = [
  ['Pulling fs', 'waiting'],
  ['Waiting', 'waiting'],
  ['Retrying', 'waiting'],
  ['Downloading', 'downloading'],
  ['Verifying', 'downloading'],
  ['Download complete', 'downloading'],
  ['Extracting', 'extracting'],
  ['Pull complete', 'done'],
  ['Already exists', 'exists'],
  ['Preparing', 'waiting'],
  ['Pushing', 'uploading'],
  ['Pushed', 'done'],
  ['Mounted from', 'exists'],
  ['Layer already exists', 'exists'],
  ['Loading layer', 'extracting'],
];

function layerPhase(status: string): LayerProgress['phase'] | undefined {
  return phases.find(([start]) => status.startsWith(start))?.[1];
}
