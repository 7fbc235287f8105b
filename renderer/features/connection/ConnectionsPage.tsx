import { Plus, Unplug } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { EngineId } from '#shared/model/ids';
import { askForConnection } from '../../state/connections';
import { inOrder, selectEngine } from '../../state/engines';
import { count } from '../../state/format';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { EmptyState } from '../../ui/EmptyState';
import { Panel, PanelHead } from '../../ui/Panel';
import { useNarrow } from '../../ui/use-narrow';
import { ConnectionDetail } from './ConnectionDetail';
import { ConnectionList } from './ConnectionList';
import styles from './Connections.module.css';
import { FoundList } from './FoundList';

const c = classes(styles);

/** Every connection beside one of them. Where both have no room, the chosen one takes the list's place. */
export function ConnectionsPage() {
  const connections = useStore((state) => state.connections);
  const asked = useStore(({ route }) => (route.page === 'connections' ? route.id : undefined));
  const current = useStore((state) => selectEngine(state)?.id);
  const narrow = useNarrow(1040);
  const engines = useMemo(() => inOrder(connections), [connections]);
  // Where the list stands alone, choosing a line does not open it yet.
  const [cursor, setCursor] = useState<EngineId>();
  const wanted = engines.find(({ id }) => id === asked);
  const marked =
    engines.find(({ id }) => id === cursor) ?? engines.find(({ id }) => id === current) ?? engines[0];
  const shown = wanted ?? (narrow ? undefined : marked);
  const detail = shown !== undefined && (
    <ConnectionDetail
      key={shown.id}
      engine={shown}
      at={engines.indexOf(shown)}
      of={engines.length}
      alone={narrow}
    />
  );
  if (narrow && detail !== false) return detail;
  return (
    <>
      <Panel
        as="main"
        label="Connections"
        grow={detail === false}
        style={detail === false ? undefined : { flex: '0 1 572px', minWidth: 440 }}
      >
        <ListPanel
          engines={engines}
          shown={(shown ?? marked)?.id}
          onShow={(id, how) => {
            setCursor(id);
            if (!narrow) navigate({ page: 'connections', id }, 'replace');
            else if (how === 'push') navigate({ page: 'connections', id });
          }}
        />
      </Panel>
      {detail}
    </>
  );
}

function ListPanel({
  engines,
  shown,
  onShow,
}: {
  readonly engines: ReturnType<typeof inOrder>;
  readonly shown: EngineId | undefined;
  readonly onShow: (id: EngineId, how: 'push' | 'replace') => void;
}) {
  const saved = engines.filter((engine) => engine.saved).length;
  const live = engines.filter(({ phase }) => phase === 'live').length;
  return (
    <>
      <PanelHead title="Connections" sub={`${count(saved, 'saved', 'saved')}, ${live} connected`}>
        <Button variant="primary" icon={Plus} keys={['N']} onClick={() => askForConnection()}>
          Add connection
        </Button>
      </PanelHead>
      <div className={c('scroll')}>
        {engines.length === 0 ? (
          <EmptyState
            icon={Unplug}
            title="No connections"
            text="Add one by its address, or one of those that were found."
          />
        ) : (
          <ConnectionList engines={engines} shown={shown} onShow={onShow} />
        )}
        <FoundList />
      </div>
      <p className={c('foot')}>
        The coloured band of a connection shows at the top of the window and in every confirmation. Passwords
        and keys are never kept here.
      </p>
    </>
  );
}
