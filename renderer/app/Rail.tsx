import {
  Activity,
  ChartLine,
  Container as ContainerIcon,
  Keyboard,
  Layers,
  type LucideIcon,
  PanelLeftClose,
  PanelLeftOpen,
  ScrollText,
  Settings,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { selectEngine } from '../state/engines';
import { keysOf } from '../state/entities';
import { grouped } from '../state/format';
import { navigate } from '../state/router';
import { formatRoute, type Route } from '../state/routes';
import { type AppState, useStore } from '../state/store';
import { openDialog, setPreferences } from '../state/ui-actions';
import { classes } from '../ui/classes';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { Kbd } from '../ui/Kbd';
import { StateGlyph } from '../ui/StateGlyph';
import { Tooltip } from '../ui/Tooltip';
import { EngineSwitcher } from './EngineSwitcher';
import { Logo } from './Logo';
import styles from './Rail.module.css';

const c = classes(styles);

/** Pages by the left edge. `narrow`: the window leaves no room for words, whatever the person chose. */
export function Rail({ narrow }: { readonly narrow: boolean }) {
  const chosen = useStore((state) => state.preferences.railCollapsed);
  const collapsed = narrow || chosen;
  const containers = useStore((state) => countOf(state, 'containers'));
  const images = useStore((state) => countOf(state, 'images'));
  const failed = useStore(failedTasks);
  return (
    <aside className={c('rail', collapsed && 'collapsed')} data-region="rail">
      <div className={c('brand')}>
        {!collapsed && (
          <>
            <Logo />
            <b>Pilothouse</b>
          </>
        )}
        {narrow ? (
          <Logo />
        ) : (
          <IconButton
            icon={collapsed ? PanelLeftOpen : PanelLeftClose}
            label={collapsed ? 'Expand sidebar' : 'Collapse sidebar'}
            onClick={() => setPreferences({ railCollapsed: !chosen })}
          />
        )}
      </div>
      <EngineSwitcher collapsed={collapsed} />
      <nav aria-label="Resources">
        <RailLink page={{ page: 'containers' }} label="Containers" icon={ContainerIcon} collapsed={collapsed}>
          {containers !== undefined && <em>{grouped(containers)}</em>}
        </RailLink>
        <RailLink page={{ page: 'images' }} label="Images" icon={Layers} collapsed={collapsed}>
          {images !== undefined && <em>{grouped(images)}</em>}
        </RailLink>
      </nav>
      {collapsed ? <hr /> : <div className={c('caption')}>Engine</div>}
      <nav aria-label="Engine">
        <RailLink page={{ page: 'logs' }} label="Logs" icon={ScrollText} collapsed={collapsed} />
        <RailLink page={{ page: 'stats' }} label="Stats" icon={ChartLine} collapsed={collapsed} />
        <RailLink
          page={{ page: 'activity' }}
          label="Activity"
          note={failed > 0 ? `${failed} failed` : undefined}
          icon={Activity}
          collapsed={collapsed}
        >
          {failed > 0 && (
            <span className={c('failed')}>
              <StateGlyph name="failed" size={10} />
              {failed} failed
            </span>
          )}
        </RailLink>
      </nav>
      <nav className={c('end')} aria-label="Application">
        <RailLink page={{ page: 'settings' }} label="Settings" icon={Settings} collapsed={collapsed} />
        <RailItem label="Shortcuts" collapsed={collapsed}>
          <button
            type="button"
            className={c('link')}
            aria-label="Shortcuts"
            onClick={() => openDialog({ kind: 'shortcuts' })}
          >
            <Icon icon={Keyboard} />
            {!collapsed && (
              <>
                <span>Shortcuts</span>
                <Kbd keys={['?']} />
              </>
            )}
          </button>
        </RailItem>
      </nav>
    </aside>
  );
}

function RailItem({
  label,
  collapsed,
  children,
}: {
  readonly label: string;
  readonly collapsed: boolean;
  readonly children: ReactNode;
}) {
  if (!collapsed) return children;
  return (
    <Tooltip text={label} side="right">
      {children}
    </Tooltip>
  );
}

function RailLink({
  page,
  label,
  note,
  icon,
  collapsed,
  children,
}: {
  readonly page: Route;
  readonly label: string;
  readonly note?: string | undefined;
  readonly icon: LucideIcon;
  readonly collapsed: boolean;
  readonly children?: ReactNode;
}) {
  const current = useStore(
    ({ route }) => route.page === page.page || (page.page === 'settings' && route.page === 'connections'),
  );
  return (
    <RailItem label={label} collapsed={collapsed}>
      <a
        href={formatRoute(page)}
        className={c('link', current && 'on')}
        aria-label={note === undefined ? label : `${label}, ${note}`}
        aria-current={current ? 'page' : undefined}
        draggable={false}
        onClick={(event) => {
          event.preventDefault();
          navigate(page);
        }}
      >
        <Icon icon={icon} />
        {collapsed ? (
          note !== undefined && <i className={c('dot')} />
        ) : (
          <>
            <span>{label}</span>
            {children}
          </>
        )}
      </a>
    </RailItem>
  );
}

function countOf(state: AppState, slice: 'containers' | 'images'): number | undefined {
  const engine = selectEngine(state);
  if (engine?.trueAt === undefined || !state[slice].keys.has(engine.id)) return undefined;
  return keysOf<unknown>(state[slice], engine.id).length;
}

/** Failures that nobody has looked at since are not told apart yet: all that Activity still holds. */
function failedTasks(state: AppState): number {
  let failed = 0;
  for (const task of state.tasks.byKey.values()) if (task.status === 'failed') failed += 1;
  return failed;
}
