import { ChevronsUpDown, FlaskConical, RefreshCw, Server, Unplug } from 'lucide-react';
import { useMemo } from 'react';
import { displayText } from '#shared/util/display-text';
import { chooseEngine, lookAgain, startDemo } from '../state/actions';
import { phaseWords, selectEngine, switcherName } from '../state/engines';
import { valuesOf } from '../state/entities';
import { useNow } from '../state/now';
import { useStore } from '../state/store';
import { setEngineMenu } from '../state/ui-actions';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { Menu, type MenuEntry } from '../ui/Menu';
import { StateGlyph } from '../ui/StateGlyph';
import { Tag } from '../ui/Tag';
import styles from './EngineSwitcher.module.css';

const c = classes(styles);

/** Which engine is looked at and how it is; a menu of all that are known. */
export function EngineSwitcher({ collapsed }: { readonly collapsed: boolean }) {
  const engine = useStore(selectEngine);
  const open = useStore((state) => state.engineMenuOpen);
  const now = useNow(1000);
  const words = engine === undefined ? undefined : phaseWords(engine, now);
  const name = engine === undefined ? 'Engine: No engine, Nothing answered' : switcherName(engine, now);
  return (
    <Menu
      label="Engines"
      width={320}
      open={open}
      onOpenChange={setEngineMenu}
      entries={useEngineEntries(now)}
      trigger={
        <button
          type="button"
          className={c('switcher', collapsed && 'collapsed')}
          aria-label={displayText(name)}
        >
          <span className={c('icon')}>
            <Icon icon={engine === undefined ? Unplug : Server} />
            {collapsed && words !== undefined && (
              <span className={c('badge')}>
                <StateGlyph name={words.shape} size={11} />
              </span>
            )}
          </span>
          {!collapsed && (
            <>
              <span className={c('text')}>
                <span className={c('name')}>
                  <b>{engine === undefined ? 'No engine' : displayText(engine.name, 60)}</b>
                  {engine?.demo === true && <Tag tone="accent">Demo</Tag>}
                </span>
                <small className={c(words?.tone)}>
                  <StateGlyph name={words?.shape ?? 'unknown'} size={10} />
                  <span>{words?.word ?? 'Nothing answered'}</span>
                  {words?.extra !== undefined && (
                    <>
                      <i />
                      <span className={c('extra')}>{words.extra}</span>
                    </>
                  )}
                </small>
              </span>
              <Icon icon={ChevronsUpDown} size={14} />
            </>
          )}
        </button>
      }
    />
  );
}

function useEngineEntries(now: number): readonly MenuEntry[] {
  const connections = useStore((state) => state.connections);
  const current = useStore((state) => selectEngine(state)?.id);
  const demoAvailable = useStore((state) => state.facts?.demoAvailable === true);
  return useMemo(() => {
    const engines = valuesOf(connections, '');
    const entries: MenuEntry[] = engines.map((engine) => {
      const { shape, word, extra } = phaseWords(engine, now);
      return {
        kind: 'choice',
        id: engine.id,
        label: displayText(engine.name, 60),
        checked: engine.id === current,
        hint: (
          <>
            <StateGlyph name={shape} size={11} />
            {extra === undefined ? word : `${word}, ${extra}`}
          </>
        ),
        onSelect: () => chooseEngine(engine.id),
      };
    });
    if (entries.length > 0) entries.push({ kind: 'separator', id: 'after-engines' });
    entries.push({
      kind: 'item',
      id: 'look',
      label: 'Look again',
      icon: RefreshCw,
      onSelect: () => void lookAgain(),
    });
    if (demoAvailable && !engines.some(({ demo }) => demo)) {
      entries.push({
        kind: 'item',
        id: 'demo',
        label: 'Start the demo engine',
        icon: FlaskConical,
        onSelect: () => void startDemo(),
      });
    }
    return entries;
  }, [connections, current, demoAvailable, now]);
}
