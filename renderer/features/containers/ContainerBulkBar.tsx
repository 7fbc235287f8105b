import { Ellipsis, ScrollText } from 'lucide-react';
import { useMemo } from 'react';
import type { EngineConnection } from '#shared/model/engine';
import { actOnContainers, askToRemoveContainers } from '../../state/actions';
import { bulkVerbs, stateSummary } from '../../state/containers/verbs';
import { entityKey } from '../../state/entities';
import { writeBlock } from '../../state/engines';
import { grouped } from '../../state/format';
import { useStore } from '../../state/store';
import { BulkBar } from '../../ui/BulkBar';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { bulkMenu, verbIcons } from './container-actions';
import { openLogs, tooMany } from './open-logs';
import { setSelected } from './selection';

const inBar = new Set(['stop', 'start', 'restart']);

/** What can be done with everything that is selected: each verb with how many of a mixed selection it reaches. */
export function ContainerBulkBar({
  engine,
  shown,
}: {
  readonly engine: EngineConnection;
  readonly shown: readonly string[];
}) {
  const selected = useStore((state) => state.selectedContainers);
  const byKey = useStore((state) => state.containers.byKey);
  const containers = useMemo(
    () => [...selected].map((id) => byKey.get(entityKey(engine.id, id))).filter((each) => each !== undefined),
    [byKey, engine.id, selected],
  );
  const hidden = useMemo(() => {
    const visible = new Set(shown);
    return containers.filter(({ id }) => !visible.has(id)).length;
  }, [containers, shown]);
  if (containers.length === 0) return null;
  const blocked = writeBlock(engine);
  const verbs = bulkVerbs(containers);
  const remove = verbs.find(({ verb }) => verb.action === 'remove');
  return (
    <BulkBar
      label={`Actions for ${containers.length} selected ${containers.length === 1 ? 'container' : 'containers'}`}
      title={`${grouped(containers.length)} selected`}
      note={`${stateSummary(containers)}${hidden > 0 ? `, ${hidden} hidden by the filter` : ''}`}
      onClear={() => setSelected([])}
    >
      {verbs
        .filter(({ verb }) => inBar.has(verb.action))
        .map(({ verb, count }) => (
          <Button
            key={verb.action}
            variant="quiet"
            icon={verbIcons[verb.action]}
            disabledReason={blocked}
            onClick={() => void actOnContainers(engine.id, containers.filter(verb.applies), verb.action)}
          >
            {`${verb.label} ${grouped(count)}`}
          </Button>
        ))}
      <Button
        variant="quiet"
        icon={ScrollText}
        disabledReason={tooMany(containers.length)}
        onClick={() => openLogs(containers)}
      >
        Logs
      </Button>
      {remove !== undefined && (
        <Button
          variant="dangerQuiet"
          icon={verbIcons.remove}
          disabledReason={blocked}
          onClick={() =>
            askToRemoveContainers(
              engine.id,
              containers.filter(remove.verb.applies).map(({ id }) => id),
            )
          }
        >
          Remove…
        </Button>
      )}
      <Menu
        label="More actions for the selection"
        align="end"
        entries={bulkMenu(engine, containers, blocked)}
        trigger={<IconButton icon={Ellipsis} label="More actions for the selection" />}
      />
    </BulkBar>
  );
}
