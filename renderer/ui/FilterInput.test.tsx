import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useRef, useState } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { FilterInput, type FilterToken } from './FilterInput';

afterEach(cleanup);

function Field() {
  const input = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState<{ readonly tokens: readonly FilterToken[]; readonly text: string }>({
    tokens: [],
    text: '',
  });
  return (
    <>
      <FilterInput
        label="Filter containers"
        placeholder="Filter"
        inputRef={input}
        tokens={filter.tokens}
        text={filter.text}
        readToken={(word) => {
          const [key = '', value = ''] = word.split(':');
          return value === '' ? undefined : { key, value };
        }}
        suggest={(text) =>
          text === '' ? [] : [{ insert: 'state:exited', label: 'state:exited', hint: '3' }]
        }
        onChange={(tokens, text) => setFilter({ tokens, text })}
      />
      <output>{JSON.stringify(filter)}</output>
    </>
  );
}

const shown = (): unknown => JSON.parse(screen.getByRole('status').textContent);
const field = (): HTMLElement => screen.getByRole('combobox', { name: 'Filter containers' });

describe('the filter field', () => {
  test('space finishes a token, Backspace takes it back', () => {
    render(<Field />);
    fireEvent.change(field(), { target: { value: 'state:exited' } });
    fireEvent.keyDown(field(), { key: ' ' });
    expect(shown()).toEqual({ tokens: [{ key: 'state', value: 'exited' }], text: '' });
    fireEvent.keyDown(field(), { key: 'Backspace' });
    expect(shown()).toEqual({ tokens: [], text: '' });
  });

  test('an unfinished word stays text', () => {
    render(<Field />);
    fireEvent.change(field(), { target: { value: 'api' } });
    fireEvent.keyDown(field(), { key: ' ' });
    expect(shown()).toEqual({ tokens: [], text: 'api' });
  });

  test('arrows and Enter take a suggestion; Esc closes them first and empties then', () => {
    render(<Field />);
    fireEvent.change(field(), { target: { value: 'sta' } });
    expect(screen.getByRole('option', { name: /state:exited/ })).toBeTruthy();
    fireEvent.keyDown(field(), { key: 'ArrowDown' });
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(shown()).toEqual({ tokens: [{ key: 'state', value: 'exited' }], text: '' });
    fireEvent.change(field(), { target: { value: 'x' } });
    fireEvent.keyDown(field(), { key: 'Escape' });
    expect(screen.queryByRole('option')).toBeNull();
    fireEvent.keyDown(field(), { key: 'Escape' });
    expect(shown()).toEqual({ tokens: [], text: '' });
  });

  test('a token can be removed by itself', () => {
    render(<Field />);
    fireEvent.change(field(), { target: { value: 'state:exited' } });
    fireEvent.keyDown(field(), { key: 'Enter' });
    fireEvent.click(screen.getByRole('button', { name: 'Remove state:exited' }));
    expect(shown()).toEqual({ tokens: [], text: '' });
  });
});
