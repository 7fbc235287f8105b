import { ChevronDown, ChevronRight, Eye, Waypoints } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { displayText } from '#shared/util/display-text';
import { classes } from '../ui/classes';
import { CopyButton, copyText } from '../ui/CopyButton';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import styles from './InspectView.module.css';
import { meaningOf } from './meaning';
import { copyableValue, type TreeNode, valueText } from './tree';

const c = classes(styles);

const longestValue = 600;

/** The text with every occurrence of `needle` (lower case) marked. */
function marked(text: string, needle: string): ReactNode {
  const lowered = text.toLowerCase();
  if (needle === '' || lowered.length !== text.length) return text;
  const pieces: ReactNode[] = [];
  let at = 0;
  for (let hit = lowered.indexOf(needle); hit !== -1; hit = lowered.indexOf(needle, at)) {
    if (hit > at) pieces.push(text.slice(at, hit));
    at = hit + needle.length;
    pieces.push(<mark key={hit}>{text.slice(hit, at)}</mark>);
  }
  if (at === 0) return text;
  pieces.push(text.slice(at));
  return pieces;
}

export interface TreeRowProps {
  readonly id: string;
  readonly node: TreeNode;
  readonly open: boolean;
  readonly current: boolean;
  /** Lower case; '' for none. */
  readonly needle: string;
  readonly top: number;
  readonly path: () => string;
  readonly onPress: (node: TreeNode) => void;
  /** Where a secret of it is masked. */
  readonly onReveal: (() => void) | undefined;
}

/** One key and its value, or the head of an object or list. */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { node, open, current, needle } = props;
  const opens = node.children > 0;
  const key = displayText(node.key, 200);
  const meaning = meaningOf(node);
  const value = opens ? '' : displayText(valueText(node), longestValue);
  const count = node.kind === 'array' ? `[ ${node.children} ]` : `{ ${node.children} }`;
  return (
    <div
      id={props.id}
      role="treeitem"
      aria-label={
        opens ? `${key} ${count}` : `${key}: ${value}${meaning === undefined ? '' : `, ${meaning}`}`
      }
      aria-level={node.depth}
      aria-setsize={node.siblings}
      aria-posinset={node.position}
      aria-selected={current}
      aria-expanded={opens ? open : undefined}
      className={c('row', current && 'current')}
      style={{ top: props.top, paddingLeft: 14 + (node.depth - 1) * 16 }}
      onClick={() => props.onPress(node)}
    >
      <span className={c('chevron')}>
        {opens && <Icon icon={open ? ChevronDown : ChevronRight} size={13} />}
      </span>
      <b>{marked(key, needle)}</b>
      {opens ? (
        <em>{count}</em>
      ) : (
        <>
          <u>:</u>
          <span className={c('value', node.kind)} title={value} data-selectable>
            {marked(value, needle)}
          </span>
          {meaning !== undefined && <span className={c('meaning')}>{meaning}</span>}
        </>
      )}
      <span className={c('actions')} onClick={(event) => event.stopPropagation()}>
        {props.onReveal !== undefined && (
          <IconButton
            label={`Reveal secret of ${key}`}
            icon={Eye}
            size="sm"
            iconSize={14}
            onClick={props.onReveal}
          />
        )}
        <CopyButton label={`Copy value of ${key}`} text={() => copyableValue(node)} />
        <IconButton
          label={`Copy path of ${key}`}
          icon={Waypoints}
          size="sm"
          iconSize={13}
          onClick={() => void copyText(props.path())}
        />
      </span>
    </div>
  );
});
