import { CircleDot, Cpu, Download, Pause, Radio, Table, ZoomOut } from 'lucide-react';
import type { CpuBasis, StatsMinutes } from '../state/stats-view';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { IconButton } from '../ui/IconButton';
import { Menu } from '../ui/Menu';
import { Segmented } from '../ui/Segmented';
import styles from './StatsView.module.css';

const c = classes(styles);

const windows: readonly { readonly id: StatsMinutes; readonly label: string }[] = [
  { id: '1', label: '1 m' },
  { id: '5', label: '5 m' },
  { id: '15', label: '15 m' },
  { id: '60', label: '1 h' },
  { id: '1440', label: '24 h' },
];
const bases: readonly { readonly id: CpuBasis; readonly label: string }[] = [
  { id: 'core', label: 'Of one core' },
  { id: 'machine', label: 'Of machine' },
  { id: 'limit', label: 'Of limit' },
];

const still = 'Hold the charts still. Reading continues.';
const liveTitles = {
  Live: still,
  Waiting: still,
  Paused: 'Move on with the samples.',
  Zoomed: 'Show the whole time again, and move on with the samples.',
} as const;

export interface StatsBarProps {
  readonly minutes: StatsMinutes;
  readonly onMinutes: (minutes: StatsMinutes) => void;
  readonly basis: CpuBasis;
  readonly onBasis: (basis: CpuBasis) => void;
  /** Why there is no share of a limit. */
  readonly withoutLimit: string | undefined;
  readonly cores: boolean;
  readonly onCores: (cores: boolean) => void;
  /** How dense the samples are and of when. */
  readonly range: string;
  readonly live: 'Live' | 'Paused' | 'Waiting' | 'Zoomed';
  readonly onPause: () => void;
  readonly asTable: boolean;
  readonly onTable: () => void;
  readonly recording: boolean;
  readonly onRecord: () => void;
  readonly onSaveCsv: () => void;
  readonly onSavePng: () => void;
  readonly onForget: () => void;
}

/** What is shown and how, over the charts of a container. */
export function StatsBar(props: StatsBarProps) {
  const { live, asTable, recording } = props;
  return (
    <div className={c('bar')}>
      <Segmented label="Time range" segments={windows} value={props.minutes} onChange={props.onMinutes} />
      <Segmented
        label="CPU basis"
        segments={bases.map((basis) =>
          basis.id === 'limit' ? { ...basis, disabledReason: props.withoutLimit } : basis,
        )}
        value={props.basis}
        onChange={props.onBasis}
      />
      <span className={c('grow')} />
      <span className={c('range')}>{props.range}</span>
      <Button
        size="sm"
        icon={live === 'Zoomed' ? ZoomOut : live === 'Paused' ? Pause : Radio}
        aria-pressed={live !== 'Paused' && live !== 'Zoomed'}
        title={liveTitles[live]}
        onClick={props.onPause}
      >
        {live}
      </Button>
      <Button
        size="sm"
        icon={CircleDot}
        aria-pressed={recording}
        title={
          recording
            ? 'Stop recording. What was recorded stays for a day; the settings delete it before.'
            : 'Record its figures also while nobody looks, and keep them across restarts: an hour by the second, a day by the minute.'
        }
        onClick={props.onRecord}
      >
        {recording ? 'Recording' : 'Record'}
      </Button>
      <IconButton
        size="sm"
        icon={Cpu}
        label="CPU by core"
        pressed={props.cores}
        onClick={() => props.onCores(!props.cores)}
      />
      <IconButton
        size="sm"
        icon={Table}
        label={asTable ? 'Show as charts' : 'Show as table'}
        pressed={asTable}
        onClick={props.onTable}
      />
      <Menu
        label="Save what is shown"
        align="end"
        entries={[
          { kind: 'item', id: 'csv', label: 'Save as CSV', onSelect: props.onSaveCsv },
          { kind: 'item', id: 'png', label: 'Save as PNG', onSelect: props.onSavePng },
          ...(recording
            ? [
                { kind: 'separator' as const, id: 'forgets' },
                {
                  kind: 'item' as const,
                  id: 'forget',
                  label: 'Stop and forget the recording',
                  danger: true,
                  onSelect: props.onForget,
                },
              ]
            : []),
        ]}
        trigger={<IconButton size="sm" icon={Download} label="Save" />}
      />
    </div>
  );
}
