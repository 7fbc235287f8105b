import { ArrowDown, ArrowUp, ChevronsDownUp, ChevronsUpDown, Eye, EyeOff, Search } from 'lucide-react';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { displayText } from '#shared/util/display-text';
import { count } from '../state/format';
import { Button } from '../ui/Button';
import { classes } from '../ui/classes';
import { CopyButton, copyText } from '../ui/CopyButton';
import { IconButton } from '../ui/IconButton';
import { useKeyText } from '../ui/keys';
import { Segmented } from '../ui/Segmented';
import { TextInput } from '../ui/TextInput';
import styles from './InspectView.module.css';
import { RawView } from './RawView';
import { hideSecrets } from './secrets';
import {
  ancestorsOf,
  copyableValue,
  openable,
  pathText,
  rootOf,
  searchTree,
  type TreeNode,
  visibleNodes,
} from './tree';
import { TreeRow } from './TreeRow';
import { useFixedRows } from './use-fixed-rows';

const c = classes(styles);

const rowHeight = 26;
const nothing: ReadonlySet<string> = new Set();
const parentOf = (id: string): string => id.slice(0, id.lastIndexOf('/'));
const isAt = (id: string, node: string): boolean => id === node || id.startsWith(`${node}/`);

type Form = 'tree' | 'raw';
const forms: readonly { readonly id: Form; readonly label: string }[] = [
  { id: 'tree', label: 'Tree' },
  { id: 'raw', label: 'Raw' },
];

export interface InspectViewProps {
  /** A JSON document, of any size. */
  readonly value: unknown;
  /** Whose document it is, such as the container's name. */
  readonly title: string;
}

/**
 * A JSON document as a tree with search, or as text. Only the rows in view are in the page. The keyboard stays on the
 * tree: arrows move, open and close, Ctrl+C copies the value, Ctrl+Shift+C its path. What is open stays open when the
 * document is read again. Values that look like secrets are masked everywhere, in copies too, until a person reveals them.
 */
export function InspectView({ value, title }: InspectViewProps) {
  const keyText = useKeyText();
  const [revealed, setRevealed] = useState<ReadonlySet<string>>(nothing);
  const secrets = useMemo(() => hideSecrets(value, nothing).hidden, [value]);
  const safe = useMemo(() => hideSecrets(value, revealed), [value, revealed]);
  const hidden = useMemo(() => new Set(safe.hidden.flatMap((id) => [id, parentOf(id)])), [safe]);
  const root = useMemo(() => rootOf(safe.shown), [safe]);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openable(root, 1));
  const [currentId, setCurrentId] = useState('');
  const [form, setForm] = useState<Form>('tree');
  const [query, setQuery] = useState('');
  const [hit, setHit] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const prefix = useId();

  const rows = useMemo(() => visibleNodes(root, open), [root, open]);
  const hits = useMemo(() => searchTree(root, query), [root, query]);
  const raw = useMemo(() => (form === 'raw' ? JSON.stringify(safe.shown, null, 2) : ''), [form, safe]);
  const view = useFixedRows(scroller, rows.length, rowHeight);
  const currentIndex = Math.max(
    0,
    rows.findIndex(({ id }) => id === currentId),
  );
  const current = rows[currentIndex];
  const shownHit = hits.length === 0 ? 0 : Math.min(hit, hits.length - 1);
  const name = displayText(title, 80);
  const rowId = (node: TreeNode): string => `${prefix}${node.id}`;

  const goTo = (index: number): void => {
    const node = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (node === undefined) return;
    setCurrentId(node.id);
    view.scrollTo(rows.indexOf(node));
  };
  const toggle = (node: TreeNode): void => {
    const next = new Set(open);
    if (!next.delete(node.id)) next.add(node.id);
    setOpen(next);
  };
  const reveal = (node: TreeNode | undefined): void => {
    if (node === undefined) return;
    const next = new Set([...open, ...ancestorsOf(node.id)]);
    setOpen(next);
    setCurrentId(node.id);
    view.scrollTo(visibleNodes(root, next).findIndex(({ id }) => id === node.id));
  };
  const step = (direction: 1 | -1): void => {
    if (hits.length === 0) return;
    const next = (shownHit + direction + hits.length) % hits.length;
    setHit(next);
    reveal(hits[next]);
  };
  const search = (text: string): void => {
    setQuery(text);
    setHit(0);
    reveal(searchTree(root, text, 1)[0]);
  };

  const onTreeKey = (event: KeyboardEvent): void => {
    if (current === undefined || event.altKey) return;
    const opens = current.children > 0;
    if (event.ctrlKey || event.metaKey) {
      const copies = event.key.toLowerCase() === 'c' && (document.getSelection()?.isCollapsed ?? true);
      if (!copies) return;
      void copyText(event.shiftKey ? pathText(root, current.id) : copyableValue(current));
    } else if (event.key === 'ArrowDown') goTo(currentIndex + 1);
    else if (event.key === 'ArrowUp') goTo(currentIndex - 1);
    else if (event.key === 'PageDown') goTo(currentIndex + view.page);
    else if (event.key === 'PageUp') goTo(currentIndex - view.page);
    else if (event.key === 'Home') goTo(0);
    else if (event.key === 'End') goTo(rows.length - 1);
    else if (event.key === 'ArrowRight' && opens && !open.has(current.id)) toggle(current);
    else if (event.key === 'ArrowRight' && opens) goTo(currentIndex + 1);
    else if (event.key === 'ArrowLeft' && opens && open.has(current.id)) toggle(current);
    else if (event.key === 'ArrowLeft') goTo(rows.findIndex(({ id }) => id === current.parent));
    else if ((event.key === 'Enter' || event.key === ' ') && opens) toggle(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onKey = (event: KeyboardEvent): void => {
    const finds = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'f';
    if (finds) {
      input.current?.focus();
      input.current?.select();
    } else if (event.key === 'F3') step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onInputKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      setQuery('');
      scroller.current?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={c('view')} onKeyDown={onKey}>
      <div className={c('bar')}>
        {form === 'tree' && (
          <>
            <div className={c('search')} role="search" aria-label="Search keys and values">
              <TextInput
                ref={input}
                label="Search keys and values"
                placeholder="Search keys and values"
                icon={Search}
                value={query}
                onChange={(event) => search(event.target.value)}
                onKeyDown={onInputKey}
                end={
                  query !== '' && (
                    <span className={c('hits')} role="status">
                      {hits.length === 0 ? 'No match' : `${shownHit + 1} of ${hits.length}`}
                    </span>
                  )
                }
              />
            </div>
            <IconButton
              label="Previous match"
              icon={ArrowUp}
              size="sm"
              keys={['Shift', 'F3']}
              onClick={() => step(-1)}
            />
            <IconButton label="Next match" icon={ArrowDown} size="sm" keys={['F3']} onClick={() => step(1)} />
            <IconButton
              label="Open all"
              icon={ChevronsUpDown}
              size="sm"
              onClick={() => setOpen(openable(root, Number.POSITIVE_INFINITY))}
            />
            <IconButton
              label="Close all"
              icon={ChevronsDownUp}
              size="sm"
              onClick={() => setOpen(new Set())}
            />
          </>
        )}
        <span className={c('grow')} />
        {secrets.length > 0 && (
          <Button
            size="sm"
            icon={safe.hidden.length > 0 ? Eye : EyeOff}
            onClick={() => setRevealed(safe.hidden.length > 0 ? new Set(secrets) : nothing)}
          >
            {safe.hidden.length > 0 ? `Reveal ${count(safe.hidden.length, 'secret')}` : 'Hide secrets'}
          </Button>
        )}
        <Segmented label="Form" segments={forms} value={form} onChange={setForm} />
        <CopyButton
          label={safe.hidden.length > 0 ? 'Copy all as JSON, secrets masked' : 'Copy all as JSON'}
          text={() => JSON.stringify(safe.shown, null, 2)}
        />
      </div>
      {form === 'raw' ? (
        <RawView text={raw} label={`Inspect ${name} as JSON`} />
      ) : (
        <div
          ref={scroller}
          className={c('tree')}
          role="tree"
          aria-label={`Inspect ${name}`}
          aria-description={`Arrow keys move, open and close. ${keyText('Ctrl', 'C')} copies the value, ${keyText('Ctrl', 'Shift', 'C')} the path.`}
          aria-activedescendant={current === undefined ? undefined : rowId(current)}
          tabIndex={0}
          onKeyDown={onTreeKey}
        >
          <div className={c('spacer')} style={{ height: rows.length * rowHeight }} role="presentation">
            {rows.slice(view.from, view.to).map((node, index) => (
              <TreeRow
                key={node.id}
                id={rowId(node)}
                node={node}
                open={open.has(node.id)}
                current={node.id === current?.id}
                needle={query.toLowerCase()}
                top={(view.from + index) * rowHeight}
                path={() => pathText(root, node.id)}
                onReveal={
                  node.children === 0 && hidden.has(node.id)
                    ? () => setRevealed(new Set([...revealed, ...secrets.filter((id) => isAt(id, node.id))]))
                    : undefined
                }
                onPress={(pressed) => {
                  setCurrentId(pressed.id);
                  if (pressed.children > 0) toggle(pressed);
                }}
              />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
