import type { ReactNode } from 'react';
import { useStore } from '../../state/store';
import { openDialog, setPreferences } from '../../state/ui-actions';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Panel, PanelHead } from '../../ui/Panel';
import { Segmented } from '../../ui/Segmented';
import { Switch } from '../../ui/Switch';
import styles from './SettingsPage.module.css';

const c = classes(styles);

/** What can be chosen, at once and for every engine. */
export function SettingsPage() {
  const preferences = useStore((state) => state.preferences);
  const version = useStore((state) => state.facts?.version);
  return (
    <Panel as="main" label="Settings" grow>
      <PanelHead title="Settings" sub={version === undefined ? undefined : `Pilothouse ${version}`} />
      <div className={c('scroll')}>
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
        <Section title="Keyboard">
          <Setting
            title="Single letters act in lists"
            text="S stops the current container, R restarts it, and so on."
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

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={c('section')} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Setting({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={c('setting')}>
      <div className={c('words')}>
        <b>{title}</b>
        <p>{text}</p>
      </div>
      {children}
    </div>
  );
}
