import { ScrollText } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import type { EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { LogPane } from '../../logs/LogPane';
import type { LogTarget } from '../../logs/model/types';
import { getClient } from '../../state/client';
import { missing, selectEngine } from '../../state/engines';
import { count } from '../../state/format';
import { containersOf, logSetName } from '../../state/log-containers';
import { type LogSet, logSetKey, mostSources, someContainers } from '../../state/log-set';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { selectView, setLogSet } from '../../state/ui-actions';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { Panel, PanelHead } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';

/** Logs of several containers read together: of a project, of chosen ones, or of everything on the engine. */
export function LogsPage({ banner }: { readonly banner: ReactNode }) {
  const engine = useStore(selectEngine);
  const asked = useStore(({ route }) => (route.page === 'logs' ? route.set : undefined));
  const remembered = useStore((state) => selectView(state).logs);
  useEffect(() => {
    if (asked !== undefined) setLogSet(asked);
  }, [asked]);
  if (engine === undefined) return null;
  const set = asked ?? remembered;
  return <LogSetPage key={`${engine.id} ${logSetKey(set)}`} engine={engine} set={set} banner={banner} />;
}

interface LogSetPageProps {
  readonly engine: EngineConnection;
  readonly set: LogSet;
  readonly banner: ReactNode;
}

function LogSetPage({ engine, set, banner }: LogSetPageProps) {
  const containers = useStore((state) => state.containers);
  const read = containers.keys.has(engine.id);
  const letterKeys = useStore((state) => state.preferences.letterKeys);
  const found = useMemo(() => containersOf(containers, engine.id, set), [containers, engine.id, set]);
  const targets = useTargets(engine.id, found);
  const onTargets = useCallback(
    (wanted: readonly LogTarget[]) =>
      navigate({ page: 'logs', set: someContainers(wanted.map(({ id }) => id)) }, 'replace'),
    [],
  );
  const name = displayText(logSetName(set, engine.name), 120);
  const readIds = new Set(targets.map(({ id }) => id));
  const left = found.filter(({ id }) => !readIds.has(id)).length;
  return (
    <Panel as="main" label="Logs" grow>
      {banner}
      <PanelHead
        title="Logs"
        sub={`${name}${set.kind === 'some' ? '' : `, ${count(targets.length, 'container')}`}${
          left > 0
            ? `. At most ${mostSources} are read together: ${left} ${left === 1 ? 'other is' : 'others are'} left out.`
            : ''
        }`}
      >
        {set.kind !== 'all' && (
          <Button variant="quiet" onClick={() => navigate({ page: 'logs', set: { kind: 'all' } })}>
            Everything on this engine
          </Button>
        )}
      </PanelHead>
      {targets.length > 0 ? (
        <LogPane
          client={getClient()}
          targets={targets}
          onTargets={onTargets}
          rememberAs={set.kind === 'some' ? undefined : logSetKey(set)}
          name={name}
          active
          letterKeys={letterKeys}
          withoutTimes={missing(engine, 'log-times')}
        />
      ) : read ? (
        <EmptyState
          icon={ScrollText}
          title={emptyTitle(set)}
          text="Logs appear here as soon as there is a container that writes some."
        />
      ) : (
        <Skeleton waitingFor={displayText(engine.name, 60)} />
      )}
    </Panel>
  );
}

function emptyTitle(set: LogSet): string {
  switch (set.kind) {
    case 'all':
      return 'No containers to read';
    case 'project':
      return `No container of ${displayText(set.project, 120)} is there any more`;
    case 'some':
      return 'These containers were removed';
  }
}

/**
 * Who is read: a hundred at most. One that was removed stays, its last lines with it, until its place is needed; the
 * list is the same one until somebody comes.
 */
function useTargets(engineId: EngineId, found: readonly Container[]): readonly LogTarget[] {
  const [targets, setTargets] = useState<readonly LogTarget[]>([]);
  const known = new Set(targets.map(({ id }) => id));
  const fresh = found.filter(({ id }) => !known.has(id));
  const there = new Set(found.map(({ id }) => id));
  const gone = targets.filter(({ id }) => !there.has(id));
  // Who was removed first has its lines shown longest already.
  const going = new Set(gone.slice(0, Math.max(0, targets.length + fresh.length - mostSources)));
  const added = fresh.slice(0, mostSources - targets.length + going.size);
  if (added.length === 0) return targets;
  const all = [
    ...targets.filter((target) => !going.has(target)),
    ...added.map(({ id, name }) => ({ engineId, id, name })),
  ];
  setTargets(all);
  return all;
}
