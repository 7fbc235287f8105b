import { ChartLine, Ellipsis, ListTree, RotateCw, SquareTerminal } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorText } from '#shared/errors';
import type { Capability } from '#shared/model/capability';
import type { Container } from '#shared/model/container';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { StatsView } from '../../charts/StatsView';
import { ProcessesView } from '../../processes/ProcessesView';
import { InspectView } from '../../inspect/InspectView';
import { LogPane } from '../../logs/LogPane';
import type { LogTarget } from '../../logs/model/types';
import { actOnContainers } from '../../state/actions';
import { getClient } from '../../state/client';
import { busyWords, statusOf } from '../../state/containers/status';
import { verbs } from '../../state/containers/verbs';
import { entityKey } from '../../state/entities';
import { isStale, missing, writeBlock } from '../../state/engines';
import { age, clock, fullMoment, longAge, shortId } from '../../state/format';
import { useNow } from '../../state/now';
import { someContainers } from '../../state/log-set';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { selectView, setContainersView } from '../../state/ui-actions';
import { type ContainerTab, containerTabs } from '../../state/views';
import { useLastKnown } from '../../state/use-last-known';
import { leadToShell } from '../../terminal/lead-to-shell';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { CopyButton } from '../../ui/CopyButton';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { StateGlyph } from '../../ui/StateGlyph';
import { StatusBadge } from '../../ui/StatusBadge';
import { Tabs } from '../../ui/Tabs';
import styles from './ContainerDetail.module.css';
import { containerMenu, startOrStop, verbIcons } from './container-actions';
import { ShellPanel } from './ShellPanel';
import { type DetailsRead, useDetails } from './use-details';

const c = classes(styles);

export interface ContainerDetailProps {
  readonly engine: EngineConnection;
  readonly id: string;
  readonly banner: ReactNode;
}

/** One container: what it is and does, its log, shell, charts and settings. Mount anew for another one. */
export function ContainerDetail({ engine, id, banner }: ContainerDetailProps) {
  const known = useStore((state) => state.containers.byKey.get(entityKey(engine.id, id)));
  const read = useStore((state) => state.containers.keys.has(engine.id));
  const last = useLastKnown(known);
  const goneAt = useStore((state) => state.removedAt.get(entityKey(engine.id, id)));
  const details = useDetails(engine.id, known);
  const gone = known === undefined;
  if (last === undefined) {
    return (
      <Panel as="main" label="Container" grow>
        {banner}
        {read ? (
          <EmptyState
            icon={SquareTerminal}
            title={`No container ${displayText(shortId(id), 40)} on ${displayText(engine.name, 60)}`}
            text="It was removed, or it belongs to another engine."
            action={
              <Button size="sm" onClick={() => navigate({ page: 'containers' })}>
                All containers
              </Button>
            }
          />
        ) : (
          <Skeleton waitingFor={displayText(engine.name, 60)} />
        )}
      </Panel>
    );
  }
  const name = displayText(last.name, 300);
  return (
    <Panel as="main" label={name} grow>
      {banner}
      {gone && (
        <div className={c('gone')} role="alert">
          <StateGlyph name="created" size={15} />
          <span>
            <b>{`${name} was removed${goneAt === undefined ? '' : ` at ${clock(goneAt)}`}.`}</b> What was read
            of it before stays here until you leave.
          </span>
          <Button size="sm" onClick={() => navigate({ page: 'containers' })}>
            All containers
          </Button>
        </div>
      )}
      <DetailHead engine={engine} container={last} gone={gone} read={details} />
      <DetailTabs engine={engine} container={last} gone={gone} read={details} />
    </Panel>
  );
}

interface PartProps {
  readonly engine: EngineConnection;
  readonly container: Container;
  readonly gone: boolean;
  readonly read: DetailsRead;
}

function DetailHead({ engine, container, gone, read }: PartProps) {
  const doing = useStore((state) => state.busy.get(entityKey(engine.id, container.id)));
  const name = displayText(container.name, 300);
  const status = statusOf(container);
  const stale = isStale(engine) || gone;
  const blocked = gone ? `${name} was removed` : writeBlock(engine);
  const toggle = startOrStop(container);
  const busy = doing === 'start' || doing === 'stop' ? doing : undefined;
  return (
    <div className={c('head')}>
      <StateGlyph name={doing === undefined ? status.shape : 'busy'} size={18} stale={stale} />
      <h1 title={name}>{name}</h1>
      {gone ? (
        <StatusBadge glyph="created" words="Removed" stale />
      ) : (
        <StatusBadge
          glyph={doing === undefined ? status.shape : 'busy'}
          words={doing === undefined ? status.words : busyWords[doing]}
          stale={stale}
        />
      )}
      <div className={c('meta')}>
        <Since container={container} read={read} until={stale ? engine.trueAt : undefined} />
        <code data-selectable>{shortId(container.id)}</code>
        <CopyButton label="Copy ID" text={() => container.id} />
      </div>
      <span className={c('space')} />
      <Button
        icon={SquareTerminal}
        keys={['T']}
        disabledReason={gone ? blocked : missing(engine, 'exec')}
        onClick={() => {
          navigate({ page: 'containers', id: container.id, tab: 'shell' }, 'replace');
          leadToShell();
        }}
      >
        Shell
      </Button>
      <Button
        icon={RotateCw}
        busy={doing === 'restart'}
        disabledReason={
          blocked ?? (verbs.restart.applies(container) ? undefined : `${name} is ${container.state}`)
        }
        onClick={() => void actOnContainers(engine.id, [container], 'restart')}
      >
        {doing === 'restart' ? 'Restarting' : 'Restart'}
      </Button>
      <Button
        icon={verbIcons[toggle]}
        busy={busy !== undefined}
        disabledReason={
          blocked ?? (verbs[toggle].applies(container) ? undefined : `${name} is ${container.state}`)
        }
        onClick={() => void actOnContainers(engine.id, [container], toggle)}
      >
        {busy === undefined ? verbs[toggle].label : busyWords[busy]}
      </Button>
      <Menu
        label={`Actions for ${name}`}
        align="end"
        entries={gone ? [] : containerMenu(engine, container, blocked)}
        trigger={
          <IconButton
            icon={Ellipsis}
            label={`More actions for ${name}`}
            disabledReason={gone ? blocked : undefined}
          />
        }
      />
    </div>
  );
}

/** "Up 3 h 12 m" or when it ended, once inspect told. */
function Since({
  container,
  read,
  until,
}: {
  readonly container: Container;
  readonly read: DetailsRead;
  /** When this was true last, where that is not now: nobody knows whether it is still up. */
  readonly until: number | undefined;
}) {
  const clock = useNow(10_000);
  const now = until ?? clock;
  const { details } = read;
  if (details === undefined) return null;
  const up = container.state === 'running' || container.state === 'paused';
  const at = up ? details.startedAt : details.finishedAt;
  if (at === undefined) return null;
  const restarts = details.restartCount > 0 ? `, restarted ${details.restartCount} times by the engine` : '';
  return (
    <span className={c('since')} title={`${up ? 'Started' : 'Ended'} ${fullMoment(at)}${restarts}`}>
      {up ? `Up ${longAge(now - at)}` : `Ended ${age(now - at)} ago`}
      <i />
    </span>
  );
}

const tabLabels: Readonly<Record<ContainerTab, string>> = {
  logs: 'Logs',
  shell: 'Shell',
  stats: 'Stats',
  processes: 'Processes',
  inspect: 'Inspect',
};

/** What the engine must be able to do for a tab. */
const tabNeeds: Readonly<Partial<Record<ContainerTab, Capability>>> = {
  shell: 'exec',
  stats: 'stats',
  processes: 'top',
};

function DetailTabs({ engine, container, gone, read }: PartProps) {
  const asked = useStore(({ route }) => (route.page === 'containers' ? route.tab : undefined));
  const remembered = useStore((state) => selectView(state).containers.tab);
  const tab = asked ?? remembered;
  const name = displayText(container.name, 300);
  const show = (next: string): void => {
    const known = containerTabs.find((each) => each === next);
    if (known === undefined) return;
    setContainersView({ tab: known });
    navigate({ page: 'containers', id: container.id, tab: known }, 'replace');
  };
  return (
    <Tabs
      label={name}
      value={tab}
      onChange={show}
      items={containerTabs.map((id) => ({
        id,
        label: tabLabels[id],
        panel: id === tab && (
          <TabPanel tab={id} engine={engine} container={container} gone={gone} read={read} />
        ),
      }))}
    />
  );
}

function TabPanel({ tab, engine, container, gone, read }: PartProps & { readonly tab: ContainerTab }) {
  const running = container.state === 'running' && !gone;
  const letterKeys = useStore((state) => state.preferences.letterKeys);
  const needs = tabNeeds[tab];
  const absent = needs === undefined ? undefined : missing(engine, needs);
  if (absent !== undefined) return <Absent tab={tab} sentence={absent} />;
  switch (tab) {
    case 'logs':
      return (
        <LogPane
          client={getClient()}
          targets={[{ engineId: engine.id, id: container.id, name: container.name }]}
          onTargets={readTogether}
          name={container.name}
          active
          running={running}
          letterKeys={letterKeys}
          withoutTimes={missing(engine, 'log-times')}
        />
      );
    case 'shell':
      return <ShellPanel engine={engine} container={container} running={running} />;
    case 'stats':
      return (
        <StatsView
          client={getClient()}
          engineId={engine.id}
          containerId={container.id}
          containerName={container.name}
          active
          running={running}
          machineBytes={engine.facts?.memoryBytes ?? 0}
          machineCores={engine.facts?.cpus ?? 0}
          limits={read.details?.limits}
          waiting={engine.phase !== 'live'}
          withoutPids={missing(engine, 'stats-pids')}
          restarts={read.details?.restartCount}
        />
      );
    case 'processes':
      return (
        <ProcessesView
          client={getClient()}
          engineId={engine.id}
          containerId={container.id}
          containerName={container.name}
          active
          running={running || (container.state === 'paused' && !gone)}
          blocked={writeBlock(engine)}
        />
      );
    case 'inspect':
      return <InspectTab container={container} read={read} />;
  }
}

/** In place of what this engine does not have: why. */
function Absent({ tab, sentence }: { readonly tab: ContainerTab; readonly sentence: string }) {
  return (
    <EmptyState
      icon={tab === 'shell' ? SquareTerminal : tab === 'stats' ? ChartLine : ListTree}
      title={
        tab === 'shell'
          ? 'No shell on this engine'
          : tab === 'stats'
            ? 'No statistics from this engine'
            : 'No processes from this engine'
      }
      text={displayText(sentence, 300)}
    />
  );
}

function InspectTab({ container, read }: { readonly container: Container; readonly read: DetailsRead }) {
  const { details, error } = read;
  if (details !== undefined) return <InspectView value={details.raw} title={container.name} />;
  if (error === undefined)
    return <Skeleton waitingFor={`the settings of ${displayText(container.name, 60)}`} />;
  return (
    <ErrorState
      title={`${displayText(container.name, 60)} could not be read`}
      text={displayText(errorText(error), 2000)}
    />
  );
}

/** The logs of several containers have a page of their own. */
function readTogether(targets: readonly LogTarget[]): void {
  navigate({ page: 'logs', set: someContainers(targets.map(({ id }) => id)) });
}
