import { Funnel, RotateCw, ScrollText } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { errorText } from '#shared/errors';
import { displayText } from '#shared/util/display-text';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { grouped } from '../log-time';
import type { LogViewModel } from '../model/view-model';
import styles from './LogView.module.css';

const c = classes(styles);

/** What stands in place of lines, or above them: waiting, nothing there, everything hidden, not readable. */
export function LogCondition({ model, name }: { readonly model: LogViewModel; readonly name: string }) {
  useSyncExternalStore(model.store.subscribe, model.store.version);
  const { status, held, rows } = model;
  if (status.kind === 'failed') {
    return (
      <div className={c('failed')}>
        <ErrorState
          title={`The log of ${name} could not be read`}
          text={displayText(errorText(status.error))}
          actions={
            <Button size="sm" icon={RotateCw} onClick={() => model.readAgain()}>
              Try again
            </Button>
          }
        />
      </div>
    );
  }
  if (rows.count > 0 || status.kind === 'idle') return null;
  return (
    <div className={c('nothing')}>
      {held.lines > 0 ? <Hidden model={model} /> : <Empty model={model} name={name} />}
    </div>
  );
}

function Empty({ model, name }: { readonly model: LogViewModel; readonly name: string }) {
  const waiting = model.status.kind === 'reading';
  const several = model.sources.length > 1;
  return (
    <EmptyState
      icon={ScrollText}
      title={waiting ? 'No lines yet' : 'No lines'}
      text={
        waiting
          ? `What ${several ? 'these containers write to their' : `${name} writes to its`} output appears here.`
          : `${several ? 'These containers' : name} wrote nothing to ${several ? 'their' : 'its'} output, or ${several ? 'their logs were' : 'its log was'} cleared.`
      }
    />
  );
}

/** Lines are held, and none of them is shown. */
function Hidden({ model }: { readonly model: LogViewModel }) {
  const { filter, held, options, zoom, sources } = model;
  if (filter.running) return null;
  const reasons = [
    ...(filter.input.text === '' ? [] : ['the filter']),
    ...(options.hiddenLevels.length === 0 ? [] : ['levels that are switched off']),
    ...(zoom === undefined ? [] : ['the time range']),
    ...(model.byPattern ? ['patterns that are not shown'] : []),
    ...(sources.every(({ audible }) => audible) ? [] : ['muted sources']),
  ];
  return (
    <EmptyState
      icon={Funnel}
      title="No line fits"
      text={`${grouped(held.lines)} ${held.lines === 1 ? 'line is' : 'lines are'} hidden${reasons.length === 0 ? '' : ` by ${reasons.join(' and ')}`}.`}
      action={
        <Button
          size="sm"
          onClick={() => {
            model.setSearch('filter', { ...filter.input, text: '' });
            model.setOptions({ hiddenLevels: [] });
            model.setZoom(undefined);
            model.showAllPatterns();
            for (const { index, muted, solo } of sources) {
              if (muted) model.mute(index, false);
              if (solo) model.solo(index, false);
            }
          }}
        >
          Show all lines
        </Button>
      }
    />
  );
}
