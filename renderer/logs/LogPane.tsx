import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Client } from '../bridge/client';
import type { LogModel } from './model/log-model';
import type { LogTarget } from './model/types';
import { PatternsPanel } from './patterns/PatternsPanel';
import { logModels } from './page-models';
import { useStore } from '../state/store';
import { LogView } from './view/LogView';
import { VolumeStrip } from './volume/VolumeStrip';

export interface LogPaneProps {
  readonly client: Client;
  /** At least one; `onTargets` hears which ones a person wants instead. */
  readonly targets: readonly LogTarget[];
  readonly onTargets?: ((targets: readonly LogTarget[]) => void) | undefined;
  /** Options, searches, solo and mute are remembered under this, instead of the containers' names. */
  readonly rememberAs?: string | undefined;
  /** What is read, in words. */
  readonly name: string;
  readonly active: boolean;
  readonly running?: boolean | undefined;
  readonly letterKeys?: boolean;
  readonly withoutTimes?: string | undefined;
}

/** The log of one or several containers with all that belongs to it: the view over the window's model of these containers. */
export function LogPane({ client, targets, onTargets, rememberAs, ...view }: LogPaneProps) {
  const models = logModels(client);
  const { logLines, logMiB } = useStore((state) => state.preferences);
  useEffect(
    () => models.bound({ maxLines: logLines, maxBytes: logMiB * 2 ** 20 }),
    [models, logLines, logMiB],
  );
  const model = models.get(targets, rememberAs);
  useEffect(() => model.whenTargets(onTargets), [model, onTargets]);
  return (
    <LogView
      key={model.id}
      model={model}
      {...view}
      onTargets={onTargets}
      volume={<Volume model={model} />}
      patterns={(close) => <Patterns model={model} onClose={close} />}
    />
  );
}

/** How much there was when; draws again once a second at most while lines come. */
function Volume({ model }: { readonly model: LogModel }) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { volume, zoom, options } = model;
  const range = zoom ?? volume.range;
  if (range === undefined) return null;
  return (
    <VolumeStrip
      volume={volume}
      version={volume.version}
      range={range}
      zoomed={zoom !== undefined}
      inView={model.volumeRange}
      marks={model.notices}
      utc={options.times === 'utc'}
      onZoom={(wanted) => model.setZoom(wanted)}
      onWhole={() => model.setZoom(undefined)}
      onJump={(time) => model.goToTime(time)}
    />
  );
}

/** The drawer of patterns; asks for them while it is open. */
function Patterns({ model, onClose }: { readonly model: LogModel; readonly onClose: () => void }) {
  const { patterns } = model;
  const [, setTold] = useState(0);
  useEffect(() => patterns.watch(() => setTold((before) => before + 1)), [patterns]);
  useSyncExternalStore(model.store.subscribe, model.store.version);
  return (
    <PatternsPanel
      snapshot={patterns.snapshot}
      lastStart={model.lastStart}
      only={patterns.only?.id}
      muted={new Set(patterns.muted.map(({ id }) => id))}
      onOnly={(pattern) => patterns.showOnly(pattern)}
      onMute={(pattern, muted) => patterns.mute(pattern, muted)}
      onClose={onClose}
    />
  );
}
