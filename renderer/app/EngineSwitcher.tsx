import { ChevronsUpDown, FlaskConical, RefreshCw, Server, Settings2, Unplug } from 'lucide-react';
import { useMemo } from 'react';
import { displayText } from '#shared/util/display-text';
import { chooseEngine, lookAgain, startDemo } from '../state/actions';
import { bandOf, inOrder, phaseSentence, phaseWords, selectEngine, switcherName } from '../state/engines';
import { useNow } from '../state/now';
import { navigate } from '../state/router';
import { useStore } from '../state/store';
import { setEngineMenu } from '../state/ui-actions';
import { BandTag } from '../ui/BandTag';
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
  // The room is for one: that anyone can listen matters more than a version.
  const extra = engine?.unprotected === true ? 'Plain TCP' : words?.extra;
  // A failure is told by its shape; its reason takes the room of the word.
  const reason = words?.tone === 'bad' && words.extra !== undefined ? capital(words.extra) : undefined;
  const name = engine === undefined ? 'Engine: No engine, Nothing answered' : switcherName(engine, now);
  return (
    <Menu
      label="Engines"
      width={440}
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
                  <BandTag band={bandOf(engine)} />
                </span>
                <small className={c(words?.tone, engine?.phase === 'suspect' && 'silent')}>
                  <StateGlyph name={words?.shape ?? 'unknown'} size={10} />
                  <span>{reason ?? words?.word ?? 'Nothing answered'}</span>
                  {reason === undefined && extra !== undefined && (
                    <>
                      <i />
                      <span className={c('extra', engine?.unprotected === true && 'open')}>{extra}</span>
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

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function useEngineEntries(now: number): readonly MenuEntry[] {
  const connections = useStore((state) => state.connections);
  const current = useStore((state) => selectEngine(state)?.id);
  const demoAvailable = useStore((state) => state.facts?.demoAvailable === true);
  return useMemo(() => {
    const engines = inOrder(connections);
    const entries: MenuEntry[] = engines.map((engine) => {
      const { shape } = phaseWords(engine, now);
      return {
        kind: 'choice',
        id: engine.id,
        label: displayText(engine.name, 60),
        checked: engine.id === current,
        hint: (
          <>
            <BandTag band={bandOf(engine)} />
            {engine.unprotected && <Tag tone="warn">Not encrypted</Tag>}
            <StateGlyph name={shape} size={11} />
            {displayText(phaseSentence(engine, now), 60)}
          </>
        ),
        onSelect: () => chooseEngine(engine.id),
      };
    });
    if (entries.length > 0) entries.push({ kind: 'separator', id: 'after-engines' });
    entries.push({
      kind: 'item',
      id: 'connections',
      label: 'Connections\u2026',
      icon: Settings2,
      onSelect: () => navigate({ page: 'connections' }),
    });
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
