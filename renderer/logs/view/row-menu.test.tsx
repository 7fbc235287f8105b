import { expect, it } from 'vitest';
import { FakeModel } from '../fake-model';
import { rowMenu } from './row-menu';

it('offers the addresses of a line, for those who have no pointer', () => {
  const model = new FakeModel();
  model.add('see https://a.example/x and http://b.example.', 'nothing');
  const labels = (index: number): readonly string[] =>
    rowMenu({
      model,
      row: model.rows.at(index)!,
      selectedText: '',
      copy: () => undefined,
      copyText: () => undefined,
      open: () => undefined,
      showAround: () => undefined,
    }).flatMap((entry) => (entry.kind === 'item' ? [entry.label] : []));
  expect(labels(0).filter((label) => label.startsWith('Open '))).toEqual([
    'Open https://a.example/x',
    'Open http://b.example',
  ]);
  expect(labels(1).filter((label) => label.startsWith('Open '))).toEqual([]);
});

it('says of a line that is open that it closes', () => {
  const model = new FakeModel();
  model.add('{"msg":"one"}');
  const row = model.rows.at(0)!;
  const label = (): string | undefined => {
    const nothing = (): undefined => undefined;
    const act = { copy: nothing, copyText: nothing, open: nothing, showAround: nothing };
    const entry = rowMenu({ model, row, selectedText: '', ...act }).find(({ id }) => id === 'open');
    return entry?.kind === 'item' ? entry.label : undefined;
  };
  expect(label()).toBe('Expand');
  model.toggleExpanded(row.sequence);
  expect(label()).toBe('Collapse');
});
