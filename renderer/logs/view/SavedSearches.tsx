import { Star } from 'lucide-react';
import { useState } from 'react';
import { useStore } from '../../state/store';
import { setPreferences } from '../../state/ui-actions';
import { maxLogSearches, type SavedLogSearch } from '../../state/views';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { IconButton } from '../../ui/IconButton';
import { Menu, type MenuEntry } from '../../ui/Menu';
import { TextInput } from '../../ui/TextInput';
import type { LogViewModel } from '../model/view-model';

const longestName = 80;

/** Searches with names: use one, keep what is in the field, forget one. Kept on this computer for all logs. */
export function SavedSearches({ model }: { readonly model: LogViewModel }) {
  const saved = useStore((state) => state.preferences.logSearches);
  const [naming, setNaming] = useState(false);
  const { mode } = model.options;
  const { input, problem } = model[mode];
  const apply = ({ name: _name, mode: wanted, ...search }: SavedLogSearch): void => {
    model.setOptions({ mode: wanted });
    model.setSearch(wanted, search);
  };
  const entries: readonly MenuEntry[] = [
    ...saved.map(
      (search): MenuEntry => ({
        kind: 'item',
        id: `use ${search.name}`,
        label: search.name,
        hint: search.mode === 'find' ? 'Find' : 'Filter',
        onSelect: () => apply(search),
      }),
    ),
    ...(saved.length > 0 ? [{ kind: 'separator', id: 'end' } as const] : []),
    {
      kind: 'item',
      id: 'save',
      label: 'Save this search\u2026',
      disabledReason:
        input.text === ''
          ? 'Nothing is searched'
          : problem !== undefined
            ? 'The search cannot be done as it is written'
            : saved.length >= maxLogSearches
              ? `${maxLogSearches} searches are kept already`
              : undefined,
      onSelect: () => setNaming(true),
    },
    {
      kind: 'submenu',
      id: 'forget',
      label: 'Remove',
      disabledReason: saved.length === 0 ? 'No search is saved' : undefined,
      entries: saved.map((search) => ({
        kind: 'item',
        id: `forget ${search.name}`,
        label: search.name,
        onSelect: () => setPreferences({ logSearches: saved.filter((each) => each !== search) }),
      })),
    },
  ];
  return (
    <>
      <Menu
        label="Saved searches"
        align="end"
        entries={entries}
        trigger={<IconButton label="Saved searches" icon={Star} size="sm" />}
      />
      {naming && (
        <NameDialog
          taken={saved.map(({ name }) => name)}
          onClose={() => setNaming(false)}
          onName={(name) => {
            setNaming(false);
            const others = saved.filter((each) => each.name !== name);
            setPreferences({ logSearches: [...others, { name, mode, ...input }] });
          }}
        />
      )}
    </>
  );
}

function NameDialog({
  taken,
  onName,
  onClose,
}: {
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const trimmed = name.trim();
  const save = (): void => {
    setTried(true);
    if (trimmed !== '') onName(trimmed);
  };
  return (
    <Dialog
      title="Save search"
      holdsInput
      onClose={onClose}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" onClick={save}>
            {taken.includes(trimmed) ? 'Replace' : 'Save'}
          </Button>
        </>
      }
    >
      <TextInput
        label="Name"
        showLabel
        autoFocus
        value={name}
        maxLength={longestName}
        error={tried && trimmed === '' ? 'A name is needed to find the search again.' : undefined}
        hint={taken.includes(trimmed) ? 'Takes the place of the search of this name.' : undefined}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save();
        }}
      />
    </Dialog>
  );
}
