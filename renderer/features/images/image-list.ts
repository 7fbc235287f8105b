import { useEffect, useState, useSyncExternalStore } from 'react';
import type { EngineId } from '#shared/model/ids';
import type { Image } from '#shared/model/image';
import { entityKey, valuesOf } from '../../state/entities';
import { arrangeImages } from '../../state/images/arrange';
import { type Placed, StillList } from '../../state/ordering';
import { type AppState, store } from '../../state/store';
import { selectView } from '../../state/ui-actions';

/** The list at one moment. */
export interface ImageSnapshot {
  readonly rows: readonly Placed[];
  /** Ids of rows that the engine still has, in the order shown. */
  readonly shown: readonly string[];
  readonly total: number;
  readonly unused: number;
  /** Bytes of all images as the engine counts them; shared layers count once for each. */
  readonly size: number;
  readonly unsettled: boolean;
  readonly gone: ReadonlyMap<string, Image>;
}

/** Images of one engine between store and screen, kept still like the containers. Owner: `useImageList`. */
export class ImageList {
  readonly #engineId: EngineId;
  readonly #still = new StillList(() => this.#show());
  readonly #listeners = new Set<() => void>();
  readonly #known = new Map<string, Image>();
  #snapshot: ImageSnapshot;

  constructor(engineId: EngineId) {
    this.#engineId = engineId;
    this.#arrange(store.getState());
    this.#snapshot = this.#read(store.getState());
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): ImageSnapshot => this.#snapshot;

  /** Follows the store until the returned function is called. */
  start(): () => void {
    const state = store.getState();
    this.#still.hold('selection', state.selectedImages.size > 0);
    this.#arrange(state);
    this.#show(state);
    const stop = store.subscribe((next, before) => {
      if (next.selectedImages !== before.selectedImages) {
        this.#still.hold('selection', next.selectedImages.size > 0);
      }
      if (next.images === before.images && next.views === before.views) return;
      this.#arrange(next);
      this.#show(next);
    });
    return () => {
      stop();
      this.#still.dispose();
    };
  }

  /** Begins or ends a reason to keep still. */
  hold(reason: 'pointer' | 'focus' | 'menu', on: boolean): void {
    this.#still.hold(reason, on);
  }

  /** Takes the order asked for at once. */
  sortNow(): void {
    this.#still.settleNow();
  }

  #arrange(state: AppState): void {
    const view = selectView(state).images;
    const exists = (id: string): boolean => state.images.byKey.has(entityKey(this.#engineId, id));
    this.#still.update(
      arrangeImages(valuesOf(state.images, this.#engineId), view),
      exists,
      JSON.stringify(view),
    );
  }

  #show(state: AppState = store.getState()): void {
    this.#snapshot = this.#read(state);
    for (const listener of this.#listeners) listener();
  }

  #read(state: AppState): ImageSnapshot {
    const images = valuesOf(state.images, this.#engineId);
    const rows = this.#still.shown;
    const gone = new Map<string, Image>();
    for (const { key, mark } of rows) {
      const last = this.#known.get(key);
      if (mark === 'removed' && last !== undefined) gone.set(key, last);
    }
    this.#known.clear();
    for (const [id, image] of gone) this.#known.set(id, image);
    for (const image of images) this.#known.set(image.id, image);
    return {
      rows,
      shown: rows.filter(({ mark }) => mark !== 'removed').map(({ key }) => key),
      total: images.length,
      unused: images.filter(({ usedBy }) => usedBy.length === 0).length,
      size: images.reduce((sum, { size }) => sum + size, 0),
      unsettled: this.#still.unsettled,
      gone,
    };
  }
}

/** The list of an engine for as long as the component is mounted; mount it anew for another engine. */
export function useImageList(engineId: EngineId): readonly [ImageList, ImageSnapshot] {
  const [list] = useState(() => new ImageList(engineId));
  useEffect(() => list.start(), [list]);
  return [list, useSyncExternalStore(list.subscribe, list.read)];
}
