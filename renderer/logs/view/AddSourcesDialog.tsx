import { useMemo, useState } from 'react';
import { displayText } from '#shared/util/display-text';
import type { Container } from '#shared/model/container';
import { entityKey, valuesOf } from '../../state/entities';
import { count } from '../../state/format';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { Dialog } from '../../ui/Dialog';
import { TextInput } from '../../ui/TextInput';
import { mostSources } from '../../state/log-set';
import type { LogTarget } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import styles from './AddSourcesDialog.module.css';

const c = classes(styles);
/** Rows shown at once; typing finds the others. */
const mostRows = 300;

/** Which containers of the engine are read together: those of the same project first. */
export function AddSourcesDialog({
  model,
  onTargets,
  onClose,
}: {
  readonly model: LogViewModel;
  /** What is to be read from now on. At least one. */
  readonly onTargets: (targets: readonly LogTarget[]) => void;
  readonly onClose: () => void;
}) {
  const engineId = model.sources[0]?.target.engineId;
  const containers = useStore((state) => state.containers);
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(model.sources.map(({ target }) => target.id)),
  );
  const first = model.sources[0]?.target;
  const project =
    first === undefined ? undefined : containers.byKey.get(entityKey(first.engineId, first.id))?.project;
  const all = useMemo(
    () => (engineId === undefined ? [] : inOrder(valuesOf(containers, engineId), project)),
    [containers, engineId, project],
  );
  const wanted = words.trim().toLowerCase();
  const found = all.filter((each) => `${each.name} ${each.project ?? ''}`.toLowerCase().includes(wanted));
  const full = chosen.size >= mostSources;
  const apply = (): void => {
    // Those that are read keep their places, and with them their colours and initials.
    const kept = model.sources.map(({ target }) => target).filter(({ id }) => chosen.has(id));
    const known = new Set<string>(kept.map(({ id }) => id));
    const added = all.filter(({ id }) => chosen.has(id) && !known.has(id));
    if (engineId !== undefined)
      onTargets([...kept, ...added.map(({ id, name }) => ({ engineId, id, name }))]);
    onClose();
  };
  return (
    <Dialog
      title="Logs to read together"
      width={560}
      onClose={onClose}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="primary"
            disabledReason={chosen.size === 0 ? 'Choose at least one container' : undefined}
            onClick={apply}
          >
            {`Read ${count(chosen.size, 'container')}`}
          </Button>
        </>
      }
    >
      <TextInput
        label="Find a container"
        placeholder="Name or project"
        value={words}
        hint={full ? `At most ${mostSources} logs are read together.` : undefined}
        onChange={(event) => setWords(event.target.value)}
      />
      <ul className={c('list')} aria-label="Containers">
        {found.slice(0, mostRows).map((each) => (
          <SourceChoice
            key={each.id}
            container={each}
            checked={chosen.has(each.id)}
            blocked={full && !chosen.has(each.id)}
            onChange={(on) => {
              const next = new Set(chosen);
              if (on) next.add(each.id);
              else next.delete(each.id);
              setChosen(next);
            }}
          />
        ))}
      </ul>
      {found.length === 0 && <p className={c('none')}>No container of this name.</p>}
      {found.length > mostRows && (
        <p className={c('none')}>{`${found.length - mostRows} more. Type a part of a name.`}</p>
      )}
    </Dialog>
  );
}

function SourceChoice({
  container,
  checked,
  blocked,
  onChange,
}: {
  readonly container: Container;
  readonly checked: boolean;
  readonly blocked: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const name = displayText(container.name, 200);
  return (
    <li
      className={c('choice', blocked && 'blocked')}
      onClick={(event) => {
        if (
          !blocked &&
          event.target instanceof Element &&
          event.target.closest('input, button, label') === null
        )
          onChange(!checked);
      }}
    >
      <Checkbox label={name} checked={checked} onChange={(on) => !(on && blocked) && onChange(on)} />
      <b>{name}</b>
      <span>{container.project === undefined ? '' : displayText(container.project, 120)}</span>
      <em>{container.state}</em>
    </li>
  );
}

/** Those of the project first, then by project and name. */
function inOrder(containers: readonly Container[], project: string | undefined): readonly Container[] {
  const rank = (each: Container): string =>
    `${project !== undefined && each.project === project ? '0' : '1'}${each.project ?? '\uffff'}\u0000${each.name}`;
  return [...containers].sort((a, b) => rank(a).localeCompare(rank(b)));
}
