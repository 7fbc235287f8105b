import { PanelBottom } from 'lucide-react';
import type { EngineConnection } from '#shared/model/engine';
import { displayText } from '#shared/util/display-text';
import { failureWords } from '../state/failures';
import { missing, neverReached, nextTry, retryIsOff, selectEngine } from '../state/engines';
import { keysOf } from '../state/entities';
import { age } from '../state/format';
import { useNow } from '../state/now';
import { useStore } from '../state/store';
import { selectView, setDock } from '../state/ui-actions';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { Kbd } from '../ui/Kbd';
import { type GlyphName, StateGlyph } from '../ui/StateGlyph';
import styles from './StatusBar.module.css';

const c = classes(styles);

/** The bottom edge: how the connection is, in words and numbers, and the dock's switch. */
export function StatusBar() {
  const engine = useStore(selectEngine);
  const dockOpen = useStore((state) => selectView(state).dock.open);
  return (
    <footer className={c('bar')} data-region="statusbar">
      <div className={c('facts')} role="status" aria-label="Engine status" aria-live="off">
        {engine === undefined ? <NoEngine /> : <EngineFacts engine={engine} />}
      </div>
      <span className={c('space')} />
      <span className={c('line')} />
      <button
        type="button"
        className={c('dock')}
        aria-label={dockOpen ? 'Hide dock' : 'Show dock'}
        aria-expanded={dockOpen}
        onClick={() => setDock({ open: !dockOpen })}
      >
        <Icon icon={PanelBottom} size={13} />
        Dock
        <Kbd keys={['Ctrl', 'J']} />
      </button>
    </footer>
  );
}

function NoEngine() {
  const places = useStore((state) => keysOf(state.discovery, '').length);
  return (
    <>
      <Fact glyph="unknown" value="No engine connected" />
      {places > 0 && (
        <>
          <span className={c('line')} />
          <Fact label="Looked in" value={`${places} ${places === 1 ? 'place' : 'places'}`} />
        </>
      )}
    </>
  );
}

function EngineFacts({ engine }: { readonly engine: EngineConnection }) {
  const now = useNow(1000);
  const name = displayText(engine.name, 60);
  if (engine.phase === 'live') {
    return (
      <>
        <Fact glyph="healthy" value={`Connected to ${name}`} />
        <span className={c('line')} />
        {engine.roundTripMs !== undefined && (
          <Fact label="Round trip" value={`${roundMs(engine.roundTripMs)} ms`} />
        )}
        <Fact
          label="Events"
          value={
            missing(engine, 'events') !== undefined
              ? 'none; the list is read again and again'
              : engine.eventLagMs === undefined
                ? 'live'
                : `live, ${Math.max(0, Math.round(engine.eventLagMs))} ms behind`
          }
        />
        {engine.unprotected && <NotEncrypted />}
      </>
    );
  }
  const next = nextTry(engine, now);
  if (engine.phase === 'disconnected') {
    return (
      <>
        {engine.error === undefined ? (
          <Fact glyph="exited" value={`${name} is not connected`} />
        ) : (
          <Fact
            glyph="failed"
            value={`${name} is not connected: ${failureWords(engine.error, engine.unprotected)}`}
            tone="bad"
          />
        )}
        {retryIsOff(engine) && <Fact value="Automatic retry is off for this error" />}
        {next !== undefined && <Fact value={next} />}
        {engine.unprotected && <NotEncrypted />}
      </>
    );
  }
  if (neverReached(engine)) {
    return (
      <>
        <Fact glyph="busy" value={`Connecting to ${name}`} />
        {next !== undefined && <Fact value={next} />}
      </>
    );
  }
  const since = age(now - (engine.trueAt ?? now));
  return (
    <>
      <Fact glyph="unhealthy" value={`${name} did not answer for ${since}`} tone="warn" />
      <span className={c('line')} />
      {engine.phase === 'suspect' ? (
        <Fact value="Waiting for its answer" />
      ) : (
        <Fact label="Reconnecting" value={(next ?? 'Trying again now').replace(/^./, lower)} />
      )}
      <Fact label="Actions" value="off until the engine answers" />
    </>
  );
}

const lower = (letter: string): string => letter.toLowerCase();

/** Said for as long as it is so. */
function NotEncrypted() {
  return <Fact glyph="unhealthy" value="Not encrypted" tone="warn" />;
}

function roundMs(ms: number): string {
  return ms < 10 ? ms.toFixed(1).replace(/\.0$/, '') : String(Math.round(ms));
}

function Fact({
  glyph,
  label,
  value,
  tone,
}: {
  readonly glyph?: GlyphName;
  readonly label?: string;
  readonly value: string;
  readonly tone?: 'warn' | 'bad';
}) {
  return (
    <span className={c('fact', tone)}>
      {glyph !== undefined && <StateGlyph name={glyph} size={11} />}
      {label !== undefined && <i>{label}</i>}
      {value}
    </span>
  );
}
