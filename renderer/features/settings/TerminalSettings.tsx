import { useStore } from '../../state/store';
import { terminalFont, terminalScrollback } from '../../state/terminal-look';
import { setTerminalLook } from '../../state/ui-actions';
import { classes } from '../../ui/classes';
import { Segmented } from '../../ui/Segmented';
import { Switch } from '../../ui/Switch';
import { NumberSetting } from './NumberSetting';
import { Setting } from './Setting';
import styles from './SettingsPage.module.css';

const c = classes(styles);

/** How terminals look and behave. */
export function TerminalSettings() {
  const look = useStore((state) => state.preferences.terminal);
  return (
    <>
      <Setting title="Font" text="JetBrains Mono comes with Pilothouse and looks the same everywhere.">
        <Segmented
          label="Font of terminals"
          value={look.font}
          onChange={(font) => setTerminalLook({ font })}
          segments={[
            { id: 'bundled', label: 'JetBrains Mono' },
            { id: 'system', label: 'System' },
          ]}
        />
      </Setting>
      <Setting title="Text size" text="Of shells. Ctrl with plus, minus and 0 changes it inside one.">
        <div className={c('number')}>
          <NumberSetting
            label="Text size"
            unit="px"
            step={0.5}
            value={look.fontSize}
            least={terminalFont.least}
            most={terminalFont.most}
            onChange={(fontSize) => setTerminalLook({ fontSize })}
          />
        </div>
      </Setting>
      <Setting title="Lines above the screen" text="That each shell holds while it is shown.">
        <div className={c('number')}>
          <NumberSetting
            label="Lines above the screen"
            unit="lines"
            value={look.scrollback}
            least={terminalScrollback.least}
            most={terminalScrollback.most}
            onChange={(scrollback) => setTerminalLook({ scrollback })}
          />
        </div>
      </Setting>
      <Setting title="Cursor" text="Programs may choose another one.">
        <Segmented
          label="Cursor"
          value={look.cursor}
          onChange={(cursor) => setTerminalLook({ cursor })}
          segments={[
            { id: 'block', label: 'Block' },
            { id: 'bar', label: 'Bar' },
            { id: 'underline', label: 'Underline' },
          ]}
        />
      </Setting>
      <Setting title="Copy on select" text="What is selected in a shell is copied at once.">
        <Switch
          label="Copy on select"
          checked={look.copyOnSelect}
          onChange={(copyOnSelect) => setTerminalLook({ copyOnSelect })}
        />
      </Setting>
      <Setting
        title="Screen reader mode"
        text="Shells tell screen readers what they show. It costs some speed."
      >
        <Switch
          label="Screen reader mode"
          checked={look.screenReader}
          onChange={(screenReader) => setTerminalLook({ screenReader })}
        />
      </Setting>
    </>
  );
}
