import { Fragment } from 'react';
import { closeDialog } from '../../state/ui-actions';
import { Button } from '../../ui/Button';
import { classes } from '../../ui/classes';
import { Dialog } from '../../ui/Dialog';
import { Kbd } from '../../ui/Kbd';
import { useKeyText } from '../../ui/keys';
import { Unseen } from '../../ui/Unseen';
import { type ShortcutGroup, shortcutGroups } from './shortcut-list';
import styles from './ShortcutsDialog.module.css';

const c = classes(styles);

/** Every key that does something. */
export function ShortcutsDialog() {
  const columns = [shortcutGroups.slice(0, 2), shortcutGroups.slice(2, 5), shortcutGroups.slice(5)];
  return (
    <Dialog
      title="Shortcuts"
      width={840}
      onClose={closeDialog}
      footer={
        <Button size="lg" onClick={closeDialog}>
          Close
        </Button>
      }
    >
      <div className={c('columns')}>
        {columns.map((groups) => (
          <div key={groups[0]?.title}>
            {groups.map((group) => (
              <Group key={group.title} group={group} />
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function Group({ group }: { readonly group: ShortcutGroup }) {
  const keyText = useKeyText();
  return (
    <section className={c('group')} aria-label={group.title}>
      <h3>
        {group.title}
        {group.when !== undefined && <small>{group.when}</small>}
      </h3>
      <ul>
        {group.lines.map(({ does, ways, joint = 'or' }) => (
          <li key={does}>
            <span>{does}</span>
            <Unseen>{`: ${ways.map((keys) => keyText(...keys)).join(` ${joint} `)}`}</Unseen>
            {ways.map((keys, at) => (
              <Fragment key={keys.join('+')}>
                {at > 0 && ways.length <= 3 && joint === 'then' && <u aria-hidden="true">then</u>}
                <Kbd keys={keys} />
              </Fragment>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
