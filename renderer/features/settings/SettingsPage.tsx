import { inOrder } from '../../state/engines';
import { count } from '../../state/format';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { openDialog, setPreferences } from '../../state/ui-actions';
import { logLineBounds, logMiBBounds } from '../../state/views';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Panel, PanelHead } from '../../ui/Panel';
import { Segmented } from '../../ui/Segmented';
import { Switch } from '../../ui/Switch';
import { NumberSetting } from './NumberSetting';
import { RecordingSettings } from './RecordingSettings';
import { Section, Setting } from './Setting';
import styles from './SettingsPage.module.css';
import { TerminalSettings } from './TerminalSettings';

const c = classes(styles);

/** What can be chosen, at once and for every engine. */
export function SettingsPage() {
  const preferences = useStore((state) => state.preferences);
  const version = useStore((state) => state.facts?.version);
  return (
    <Panel as="main" label="Settings" grow>
      <PanelHead title="Settings" sub={version === undefined ? undefined : `Pilothouse ${version}`} />
      <div className={c('scroll')}>
        <Section title="Engines">
          <Setting title="Connections" text={useConnectionsText()}>
            <Button onClick={() => navigate({ page: 'connections' })}>Manage connections</Button>
          </Setting>
        </Section>
        <Section title="Appearance">
          <Setting title="Theme" text="System follows the operating system by day and night.">
            <Segmented
              label="Theme"
              value={preferences.theme}
              onChange={(theme) => setPreferences({ theme })}
              segments={[
                { id: 'dark', label: 'Dark' },
                { id: 'light', label: 'Light' },
                { id: 'system', label: 'System' },
              ]}
            />
          </Setting>
          <Setting title="Row height" text="Of lists: 28, 34 or 42 pixels.">
            <Segmented
              label="Row height"
              value={preferences.density}
              onChange={(density) => setPreferences({ density })}
              segments={[
                { id: 'compact', label: 'Compact' },
                { id: 'default', label: 'Default' },
                { id: 'roomy', label: 'Roomy' },
              ]}
            />
          </Setting>
          <Setting
            title="Sidebar"
            text="Icons alone leave more room for lists. Narrow windows do so by themselves."
          >
            <Segmented
              label="Sidebar"
              value={preferences.railCollapsed ? 'icons' : 'words'}
              onChange={(shape) => setPreferences({ railCollapsed: shape === 'icons' })}
              segments={[
                { id: 'words', label: 'Icons and words' },
                { id: 'icons', label: 'Icons' },
              ]}
            />
          </Setting>
        </Section>
        <Section title="Logs">
          <Setting
            title="Lines held"
            text="By all log views together. The oldest go first; they can be loaded again from the engine."
          >
            <div className={c('number')}>
              <NumberSetting
                label="Lines held"
                unit="lines"
                value={preferences.logLines}
                {...logLineBounds}
                onChange={(logLines) => setPreferences({ logLines })}
              />
            </div>
          </Setting>
          <Setting title="Memory for lines" text="Whichever of the two bounds is reached first counts.">
            <div className={c('number')}>
              <NumberSetting
                label="Memory for lines"
                unit="MiB"
                value={preferences.logMiB}
                {...logMiBBounds}
                onChange={(logMiB) => setPreferences({ logMiB })}
              />
            </div>
          </Setting>
        </Section>
        <Section title="Terminals">
          <TerminalSettings />
        </Section>
        <Section title="Stats">
          <RecordingSettings />
        </Section>
        <Section title="Keyboard">
          <Setting
            title="Single letters act in lists"
            text="S stops the current container, R restarts it, F filters a log, and so on."
          >
            <Switch
              label="Single letters act in lists"
              checked={preferences.letterKeys}
              onChange={(letterKeys) => setPreferences({ letterKeys })}
            />
          </Setting>
          <Setting title="Shortcuts" text="Every key that does something.">
            <Button onClick={() => openDialog({ kind: 'shortcuts' })}>Show shortcuts</Button>
          </Setting>
        </Section>
        <p className={c('note')}>
          Sort order, groups, filters and the dock are remembered for each engine on this computer. Nothing
          leaves it.
        </p>
      </div>
    </Panel>
  );
}

function useConnectionsText(): string {
  const connections = useStore((state) => state.connections);
  const all = inOrder(connections);
  const live = all.filter(({ phase }) => phase === 'live').length;
  return all.length === 0
    ? 'None yet. Add one by its address, or one that was found.'
    : `${count(all.length, 'connection')}, ${live} connected. Add, check, colour, order and remove them.`;
}
