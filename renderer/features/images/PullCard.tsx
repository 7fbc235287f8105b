import { Download, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LayerProgress } from '#shared/model/image';
import type { Task } from '#shared/model/task';
import { displayText } from '#shared/util/display-text';
import { cancelTask } from '../../state/actions';
import { age, bytes, count } from '../../state/format';
import { layerWords, pullRate, pullTotals } from '../../state/images/pull';
import { store } from '../../state/store';
import { continueInBackground } from '../../state/ui-actions';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { ProgressBar } from '../../ui/ProgressBar';
import styles from './PullCard.module.css';

const c = classes(styles);
/** The rate is that of the last so many seconds. */
const rateSeconds = 6;

/** A pull that runs: the total, each layer, the rate, and the ways out. */
export function PullCard({ task }: { readonly task: Task }) {
  const layers = task.layers ?? [];
  const totals = pullTotals(layers);
  const rate = usePullRate(task.id);
  const name = displayText(task.subject, 200);
  const left =
    rate === undefined || rate === 0 ? undefined : age(((totals.total - totals.current) / rate) * 1000);
  const percent = totals.fraction === undefined ? undefined : Math.floor(totals.fraction * 100);
  const words = [
    ...(percent === undefined ? [] : [`${percent} %`]),
    ...(left === undefined || totals.current >= totals.total ? [] : [`${left} left`]),
  ];
  const facts = [
    ...(totals.total > 0 ? [`${bytes(totals.current)} of ${bytes(totals.total)}`] : []),
    ...(rate === undefined ? [] : [`${bytes(rate)}/s`]),
    ...(totals.active > 0 ? [`${totals.active} at once`] : []),
  ];
  return (
    <section className={c('card')} aria-label={`Pulling ${name}`}>
      <div className={c('head')}>
        <Icon icon={Download} />
        <b title={name}>{name}</b>
        <span className={c('space')} />
        <span className={c('numbers')}>{words.length === 0 ? 'Starting' : words.join(', ')}</span>
        <IconButton size="sm" icon={X} label="Cancel pull" onClick={() => void cancelTask(task.id)} />
      </div>
      <div className={c('total')}>
        <ProgressBar label={`Pull of ${name}`} value={totals.fraction} height={5} />
      </div>
      <div className={c('layers')}>
        {layers.map((layer) => (
          <Layer key={layer.id} layer={layer} />
        ))}
      </div>
      <div className={c('foot')}>
        <span>
          {facts.length > 0
            ? facts.join(', ')
            : displayText(task.note ?? '', 200) || count(layers.length, 'layer')}
        </span>
        <Button size="sm" variant="quiet" onClick={() => continueInBackground(task.id)}>
          Continue in background
        </Button>
      </div>
    </section>
  );
}

function Layer({ layer }: { readonly layer: LayerProgress }) {
  const { phase, current, total } = layer;
  const over = phase === 'done' || phase === 'exists';
  const share = over ? 1 : total > 0 ? current / total : 0;
  const id = displayText(layer.id, 20);
  return (
    <div className={c('layer')}>
      <code>{id}</code>
      <span className={c('phase', phase)}>{layerWords[phase]}</span>
      <ProgressBar
        label={`Layer ${id}`}
        value={share}
        tone={over ? 'done' : phase === 'extracting' ? 'extract' : 'fill'}
      />
      <span className={c('size')}>
        {total === 0
          ? ''
          : phase === 'downloading' || phase === 'uploading' || phase === 'extracting'
            ? `${bytes(current)} of ${bytes(total)}`
            : bytes(total)}
      </span>
    </div>
  );
}

/** Bytes per second over the last seconds, from what the task told once a second; undefined until it can be told. */
function usePullRate(taskId: string): number | undefined {
  const [samples, setSamples] = useState<readonly { readonly at: number; readonly current: number }[]>([]);
  useEffect(() => {
    const timer = setInterval(() => {
      const task = store.getState().tasks.byKey.get(taskId);
      if (task === undefined) return;
      const { current } = pullTotals(task.layers ?? []);
      setSamples((before) => [...before.slice(-rateSeconds), { at: Date.now(), current }]);
    }, 1000);
    return () => clearInterval(timer);
  }, [taskId]);
  return pullRate(samples);
}
