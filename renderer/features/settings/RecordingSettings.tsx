import type { StatsRecording } from '#shared/model/stats';
import { displayText } from '#shared/util/display-text';
import { changeRecording, useRecordings } from '../../charts/use-recordings';
import { getClient } from '../../state/client';
import { count, moment } from '../../state/format';
import { useNow } from '../../state/now';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Setting } from './Setting';
import styles from './SettingsPage.module.css';

const c = classes(styles);

/** Every recording of what containers use, also of those that are gone: each can be stopped and deleted here. */
export function RecordingSettings() {
  const client = getClient();
  const all = useRecordings(client, true) ?? [];
  const on = all.filter(({ stoppedAt }) => stoppedAt === undefined).length;
  const rows = all.toSorted(
    (a, b) =>
      Number(a.stoppedAt !== undefined) - Number(b.stoppedAt !== undefined) ||
      a.containerName.localeCompare(b.containerName),
  );
  return (
    <>
      <Setting
        title="Recordings of figures"
        text={
          all.length === 0
            ? 'None. The Stats tab of a container begins one: it goes on while nobody looks, and over restarts.'
            : `${count(on, 'container')} recorded, of 100 at most. What was stopped is kept for a day.`
        }
      >
        {null}
      </Setting>
      {rows.length > 0 && (
        <ul className={c('recordings')} aria-label="Recordings">
          {rows.map((recording) => (
            <Row key={`${recording.engineId}/${recording.containerName}`} recording={recording} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ recording }: { readonly recording: StatsRecording }) {
  const client = getClient();
  const now = useNow(10_000);
  const engine = useStore((state) => state.connections.byKey.get(recording.engineId)?.name);
  const name = displayText(recording.containerName, 80);
  const place = engine === undefined ? 'on a connection that was removed' : `on ${displayText(engine, 60)}`;
  const { stoppedAt, problem } = recording;
  const words =
    stoppedAt === undefined
      ? `Since ${moment(recording.since, now)}, ${place}.${problem === undefined ? '' : ` ${displayText(problem, 300)}`}`
      : `Stopped ${moment(stoppedAt, now)}, ${place}.`;
  return (
    <li className={c('recording')}>
      <div className={c('words')}>
        <b>{name}</b>
        <p>{words}</p>
      </div>
      {stoppedAt === undefined && (
        <Button
          size="sm"
          aria-label={`Stop recording ${name}`}
          onClick={() => void changeRecording(client, recording, 'off')}
        >
          Stop
        </Button>
      )}
      <Button
        size="sm"
        variant="dangerQuiet"
        aria-label={`Delete the recording of ${name}`}
        onClick={() => void changeRecording(client, recording, 'forget')}
      >
        Delete
      </Button>
    </li>
  );
}
