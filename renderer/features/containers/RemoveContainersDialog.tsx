import { useEffect, useMemo, useState } from 'react';
import type { Container, ContainerDetails } from '#shared/model/container';
import type { ContainerId, EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { actOnContainers } from '../../state/actions';
import { getClient } from '../../state/client';
import { statusOf } from '../../state/containers/status';
import { entityKey } from '../../state/entities';
import { bandOf, writeBlock } from '../../state/engines';
import { count } from '../../state/format';
import { useStore } from '../../state/store';
import { closeDialog } from '../../state/ui-actions';
import { Checkbox } from '../../ui/Checkbox';
import { classes } from '../../ui/classes';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { StateGlyph } from '../../ui/StateGlyph';
import styles from './RemoveContainersDialog.module.css';

const c = classes(styles);
const listed = 8;
/** Above so many, asking each for its volumes would keep the engine busy for a question. */
const mostInspected = 50;

/** Says what goes with the containers before they are removed: what runs, what was written, which volumes. */
export function RemoveContainersDialog({
  engineId,
  ids,
}: {
  readonly engineId: EngineId;
  readonly ids: readonly string[];
}) {
  const engine = useStore((state) => state.connections.byKey.get(engineId));
  const byKey = useStore((state) => state.containers.byKey);
  const containers = useMemo(
    () => ids.map((id) => byKey.get(entityKey(engineId, id))).filter((each) => each !== undefined),
    [byKey, engineId, ids],
  );
  const { volumes, reading, unread } = useAnonymousVolumes(engineId, containers);
  const [withVolumes, setWithVolumes] = useState(false);
  const running = containers.filter(
    ({ state }) => state === 'running' || state === 'paused' || state === 'restarting',
  );
  const [only] = containers;
  const single = containers.length === 1 ? only : undefined;
  const engineName = displayText(engine?.name ?? '', 60);
  const title =
    single === undefined
      ? `Remove ${count(containers.length, 'container')}`
      : `Remove ${displayText(single.name, 200)}`;
  return (
    <ConfirmDialog
      band={bandOf(engine)}
      title={title}
      confirm={single === undefined ? `Remove ${containers.length} containers` : 'Remove container'}
      confirmDisabledReason={
        containers.length === 0
          ? 'They are gone already'
          : reading
            ? 'Reading what goes with it'
            : writeBlock(engine)
      }
      onCancel={closeDialog}
      onConfirm={() => {
        closeDialog();
        void actOnContainers(engineId, containers, 'remove', {
          force: running.length > 0,
          volumes: withVolumes && volumes.length > 0,
        });
      }}
    >
      {single === undefined && <Names containers={containers} />}
      <ul className={c('goes')}>
        {running.length > 0 && (
          <li>
            <b>
              {single === undefined ? `${running.length} of them are running` : `It is ${single.state}`}
              {' and will be killed.'}
            </b>
          </li>
        )}
        <li>
          Everything written inside {single === undefined ? 'them' : 'it'}, outside of volumes, is gone. It
          cannot be restored.
        </li>
        <li>Images and named volumes on {engineName} stay.</li>
      </ul>
      {volumes.length > 0 && (
        <div className={c('volumes')}>
          <Checkbox
            words
            label={`Also remove ${count(volumes.length, 'anonymous volume')}`}
            checked={withVolumes}
            onChange={setWithVolumes}
          />
          <ul>
            {volumes.slice(0, listed).map((volume) => (
              <li key={volume}>
                <code>{displayText(volume, 80)}</code>
              </li>
            ))}
            {volumes.length > listed && <li>and {volumes.length - listed} more</li>}
          </ul>
        </div>
      )}
      {unread > 0 && (
        <p className={c('note')}>
          The anonymous volumes of {count(unread, 'container')} are not listed here; they stay.
        </p>
      )}
    </ConfirmDialog>
  );
}

function Names({ containers }: { readonly containers: readonly Container[] }) {
  return (
    <ul className={c('names')}>
      {containers.slice(0, listed).map((container) => {
        const { shape, words } = statusOf(container);
        return (
          <li key={container.id}>
            <StateGlyph name={shape} size={12} />
            <b>{displayText(container.name, 120)}</b>
            <span>{words}</span>
          </li>
        );
      })}
      {containers.length > listed && <li>and {containers.length - listed} more</li>}
    </ul>
  );
}

interface VolumesRead {
  readonly volumes: readonly string[];
  readonly reading: boolean;
  /** Containers whose volumes could not be told. */
  readonly unread: number;
}

function useAnonymousVolumes(engineId: EngineId, containers: readonly Container[]): VolumesRead {
  // The ids are what is asked for; the objects change with every change of their state.
  const key = containers
    .slice(0, mostInspected)
    .map(({ id }) => id)
    .join(' ');
  const [answers, setAnswers] = useState<{
    readonly key: string;
    readonly found: readonly (ContainerDetails | undefined)[];
  }>();
  useEffect(() => {
    const abort = new AbortController();
    const ids = key.split(' ') as ContainerId[];
    void Promise.all(
      ids.map((id) => getClient().call('containers.inspect', { engineId, id }, abort.signal)),
    ).then((results) => {
      if (abort.signal.aborted) return;
      setAnswers({ key, found: results.map((result) => (result.ok ? result.value : undefined)) });
    });
    return () => abort.abort();
  }, [engineId, key]);
  if (answers?.key !== key) return { volumes: [], reading: true, unread: 0 };
  const known = answers.found.filter((each) => each !== undefined);
  return {
    volumes: known.flatMap(({ anonymousVolumes }) => anonymousVolumes),
    reading: false,
    unread: containers.length - known.length,
  };
}
