import { displayText } from '#shared/util/display-text';
import { selectEngine } from '../../state/engines';
import { useStore } from '../../state/store';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';

/** While the first answer of an engine is waited for. */
export function ConnectingPage() {
  const name = useStore((state) => selectEngine(state)?.name);
  return (
    <Panel as="main" label="Connecting" grow>
      <Skeleton waitingFor={name === undefined ? 'an engine' : displayText(name, 60)} rows={14} />
    </Panel>
  );
}
