import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import { displayText } from '#shared/util/display-text';
import { statusOf } from '../state/containers/status';
import { store, useStore } from '../state/store';
import { announce, setPalette } from '../state/ui-actions';
import { classes } from '../ui/classes';
import { copyText } from '../ui/CopyButton';
import { EmptyState } from '../ui/EmptyState';
import { useFocusReturn } from '../ui/focus-return';
import { Icon } from '../ui/Icon';
import { Kbd } from '../ui/Kbd';
import { StateGlyph } from '../ui/StateGlyph';
import { Unseen } from '../ui/Unseen';
import styles from './CommandPalette.module.css';
import type { FoundItem, PalettePreview } from './palette-item';
import { paletteGroups } from './palette-items';

const c = classes(styles);
const shownContainers = 9;

/** Search for an object or run a command: everything that can be done, by its name. */
export function CommandPalette() {
  const open = useStore((state) => state.paletteOpen);
  return open ? <PaletteDialog /> : null;
}

function PaletteDialog() {
  const returnFocus = useFocusReturn();
  return (
    <Dialog.Root open onOpenChange={setPalette}>
      <Dialog.Portal>
        <Dialog.Overlay className={c('scrim')} />
        <Dialog.Content
          className={c('palette')}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus();
          }}
        >
          <Dialog.Title asChild>
            <Unseen>Command palette</Unseen>
          </Dialog.Title>
          <Palette />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette() {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState('');
  // The state at the moment of opening and typing: a list that moves by itself under the arrow keys would misfire.
  const groups = useMemo(() => paletteGroups(store.getState(), text), [text]);
  const items = useMemo(() => groups.flatMap(({ items: found }) => found), [groups]);
  const current = items.find(({ id }) => id === chosen) ?? items[0];
  const run = (item: FoundItem): void => {
    setPalette(false);
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const command = current?.preview?.command;
    if (event.key !== 'c' || !(event.ctrlKey || event.metaKey) || command === undefined) return;
    if (window.getSelection()?.toString() !== '') return;
    event.preventDefault();
    void copyText(command).then((done) => {
      if (done) announce('Command copied');
    });
  };
  return (
    <Command
      className={c('command')}
      label="Command palette"
      shouldFilter={false}
      loop
      value={current?.id ?? ''}
      onValueChange={setChosen}
      onKeyDown={onKeyDown}
    >
      <div className={c('top')}>
        <Icon icon={Search} size={18} />
        <Command.Input
          className={c('input')}
          placeholder="Search, or state:exited restart"
          value={text}
          onValueChange={(next) => {
            setText(next.slice(0, 400));
            setChosen('');
          }}
        />
        <Kbd keys={['Esc']} />
      </div>
      <div className={c('body')}>
        <Command.List className={c('list')} label="Results">
          {groups.length === 0 && (
            <EmptyState icon={Search} title={`Nothing is called “${displayText(text, 100)}”`} />
          )}
          {groups.map((group) => (
            <Command.Group key={group.title} heading={displayText(group.title, 200)} className={c('group')}>
              {group.items.map((item) => (
                <Command.Item key={item.id} value={item.id} className={c('item')} onSelect={() => run(item)}>
                  {item.shape !== undefined && <StateGlyph name={item.shape} />}
                  {item.icon !== undefined && <Icon icon={item.icon} />}
                  <span className={c('label')}>{marked(item)}</span>
                  <span className={c('hint')}>{displayText(item.hint ?? '', 100)}</span>
                  {item.keys !== undefined && <Kbd keys={item.keys} />}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
        <Preview preview={current?.preview} />
      </div>
      <div className={c('foot')} aria-hidden="true">
        <span>
          <Kbd keys={['\u2191', '\u2193']} /> Move
        </span>
        <span>
          <Kbd keys={['Enter']} /> Run
        </span>
        {current?.preview?.command !== undefined && (
          <span>
            <Kbd keys={['Ctrl', 'C']} /> Copy command
          </span>
        )}
      </div>
    </Command>
  );
}

/** The label with what was found in it marked. Each part is shown safely on its own, so that places stay right. */
function marked({ label, match }: FoundItem): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of match.ranges) {
    if (start > at) parts.push(displayText(label.slice(at, start)));
    parts.push(<mark key={start}>{displayText(label.slice(start, end))}</mark>);
    at = end;
  }
  parts.push(displayText(label.slice(at)));
  return parts;
}

function Preview({ preview }: { readonly preview: PalettePreview | undefined }) {
  if (preview === undefined) return <div className={c('preview')} />;
  const containers = preview.containers ?? [];
  return (
    <div className={c('preview')} data-selectable>
      <b>{displayText(preview.title, 200)}</b>
      <p>{displayText(preview.text, 400)}</p>
      <ul>
        {containers.slice(0, shownContainers).map((container) => (
          <li key={container.id}>
            <StateGlyph name={statusOf(container).shape} />
            <span>{displayText(container.name, 100)}</span>
            <em>{statusOf(container).words}</em>
          </li>
        ))}
        {containers.length > shownContainers && <li>and {containers.length - shownContainers} more</li>}
      </ul>
      {preview.command !== undefined && (
        <div className={c('same')}>
          <span>Same as</span>
          <pre>{displayText(preview.command, 1000)}</pre>
        </div>
      )}
    </div>
  );
}
