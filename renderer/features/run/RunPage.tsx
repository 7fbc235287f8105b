import { Play, Square, SquareTerminal, X } from 'lucide-react';
import { type ReactNode, useRef, useState, useSyncExternalStore } from 'react';
import { errorText } from '#shared/errors';
import { displayText } from '#shared/util/display-text';
import { getClient } from '../../state/client';
import { bandOf, missing, selectEngine, writeBlock } from '../../state/engines';
import { entityKey } from '../../state/entities';
import { count } from '../../state/format';
import { navigate } from '../../state/router';
import { dropRunTarget } from '../../state/run-targets';
import { useStore } from '../../state/store';
import { BandTag } from '../../ui/BandTag';
import { Button } from '../../ui/Button';
import { Chip } from '../../ui/Chip';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { Panel, PanelHead } from '../../ui/Panel';
import { TextInput } from '../../ui/TextInput';
import { RunAnswers } from './RunAnswers';
import styles from './RunPage.module.css';
import { runModel, type RunState } from './run-model';

const c = classes(styles);
const usualSeconds = 30;

/** One command in several containers, and what each of them answered. */
export function RunPage({ banner }: { readonly banner: ReactNode }) {
  const targets = useStore((state) => state.runTargets);
  const engine = useStore(selectEngine);
  const byKey = useStore((state) => state.containers.byKey);
  const run = useSyncExternalStore(runModel.subscribe, runModel.state);
  const here = engine !== undefined && targets.engineId === engine.id;
  const chosen = here ? targets.containers : [];
  const running = chosen.filter(({ id }) => byKey.get(entityKey(engine?.id ?? '', id))?.state === 'running');
  const shown = run !== undefined && run.order.engineId === engine?.id ? run : undefined;
  return (
    <Panel as="main" label="Run command" grow>
      {banner}
      <PanelHead
        title="Run command"
        sub={chosen.length === 0 ? undefined : `in ${count(chosen.length, 'container')}`}
      >
        <BandTag band={bandOf(engine)} />
      </PanelHead>
      {chosen.length === 0 && shown === undefined ? (
        <EmptyState
          icon={SquareTerminal}
          title="No containers are chosen"
          text="Select containers in the list and choose Run a command."
          action={<Button onClick={() => navigate({ page: 'containers' })}>Containers</Button>}
        />
      ) : (
        <>
          <div className={c('targets')} role="group" aria-label="Containers">
            {chosen.map(({ id, name }) => {
              const off = !running.some((each) => each.id === id);
              const shownName = displayText(name, 80);
              return (
                <Chip
                  key={id}
                  stale={off}
                  title={off ? `${shownName} is not running and is left out` : `Leave ${shownName} out`}
                  aria-label={`Leave ${shownName} out${off ? ', it is not running' : ''}`}
                  onClick={() => dropRunTarget(id)}
                >
                  {off ? `${shownName}, not running` : shownName}
                  <X size={12} aria-hidden="true" />
                </Chip>
              );
            })}
          </div>
          <RunForm
            run={shown}
            blocked={
              engine === undefined
                ? 'No engine is connected'
                : (missing(engine, 'exec') ??
                  writeBlock(engine) ??
                  (running.length === 0 ? 'None of the containers is running' : undefined))
            }
            onRun={(line, user, seconds) =>
              engine !== undefined &&
              runModel.start(getClient(), { engineId: engine.id, targets: running, line, user, seconds })
            }
          />
          {shown?.error !== undefined && (
            <p className={c('error')} role="alert">
              {displayText(errorText(shown.error), 1000)}
            </p>
          )}
          {shown !== undefined && <RunAnswers run={shown} />}
        </>
      )}
    </Panel>
  );
}

function RunForm({
  run,
  blocked,
  onRun,
}: {
  readonly run: RunState | undefined;
  readonly blocked: string | undefined;
  readonly onRun: (line: string, user: string, seconds: number) => void;
}) {
  const [line, setLine] = useState(run?.order.line ?? '');
  const [user, setUser] = useState(run?.order.user ?? '');
  const [limit, setLimit] = useState(String(run?.order.seconds ?? usualSeconds));
  const [asked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const seconds = Number(limit);
  const wrongLimit = !Number.isInteger(seconds) || seconds < 1 || seconds > 3600;
  const going = run?.status === 'running';
  const start = (): void => {
    setAsked(true);
    if (going || blocked !== undefined || wrongLimit) return;
    if (line.trim() === '') field.current?.focus();
    else onRun(line, user.trim(), seconds);
  };
  return (
    <form
      className={c('form')}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <div className={c('line')}>
        <TextInput
          ref={field}
          label="Command"
          showLabel
          mono
          tall
          autoFocus
          maxLength={16_000}
          placeholder="cat /etc/os-release"
          value={line}
          error={asked && line.trim() === '' ? 'Give a command.' : undefined}
          hint="One line for the shell of each container. It is not kept in Activity."
          onChange={(event) => setLine(event.target.value)}
        />
      </div>
      <div className={c('short')}>
        <TextInput
          label="User"
          showLabel
          mono
          tall
          maxLength={200}
          placeholder="each its own"
          value={user}
          onChange={(event) => setUser(event.target.value)}
        />
      </div>
      <div className={c('short')}>
        <TextInput
          label="Time limit"
          showLabel
          mono
          tall
          inputMode="numeric"
          value={limit}
          end={<span>s</span>}
          error={wrongLimit ? 'From 1 to 3600.' : undefined}
          onChange={(event) => setLimit(event.target.value)}
        />
      </div>
      <div className={c('go')}>
        {going ? (
          <Button size="lg" icon={Square} onClick={() => runModel.cancel()}>
            Cancel
          </Button>
        ) : (
          <Button size="lg" variant="primary" icon={Play} disabledReason={blocked} type="submit">
            {run === undefined ? 'Run' : 'Run again'}
          </Button>
        )}
      </div>
    </form>
  );
}
