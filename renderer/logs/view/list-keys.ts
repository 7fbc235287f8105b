import type { KeyboardEvent } from 'react';
import { timesModes } from '../model/types';
import type { LogViewModel } from '../model/view-model';
import { chipShown, levelChips, toggleChip } from './LevelChips';
import type { ListController } from './list-controller';

/** What keys in a log's list act on. */
export interface ListKeyTarget {
  readonly model: LogViewModel;
  readonly controller: ListController;
  /** Single letters act. */
  readonly letterKeys: boolean;
  readonly cursor: number | undefined;
  readonly setCursor: (sequence: number) => void;
  readonly focusSearch: (mode: 'find' | 'filter') => void;
  readonly goToTime: () => void;
  readonly open: (sequence: number) => void;
  /** Copies what is selected; false where nothing is. */
  readonly copy: (format: 'plain' | 'source') => boolean;
  readonly toggleFollow: () => void;
  /** Reads a sentence to screen readers. */
  readonly say: (sentence: string) => void;
  /** Reads a row to them. */
  readonly read: (sequence: number) => void;
}

/** A key pressed in the list; true where it was one of ours. */
export function listKey(event: KeyboardEvent, target: ListKeyTarget): boolean {
  if (event.ctrlKey || event.metaKey) return !event.altKey && controlKey(event, target);
  if (event.altKey) return altKey(event, target);
  return moveKey(event, target) || actKey(event, target) || (target.letterKeys && letterKey(event, target));
}

function controlKey(event: KeyboardEvent, { model, copy, controller }: ListKeyTarget): boolean {
  const key = event.key.toLowerCase();
  if (key === 'c') return copy(event.shiftKey ? 'source' : 'plain');
  if (event.shiftKey || key !== 'a') return false;
  const { rows } = model;
  const [first, last] = [rows.sequenceAt(0), rows.sequenceAt(rows.count - 1)];
  if (first === undefined || last === undefined) return true;
  model.pause('select', controller.drawnTop);
  model.select(first, last);
  return true;
}

/** Alt+1 to 9 mutes a source, with Shift it is heard alone. Digits by their place: Shift changes what they type. */
function altKey({ code, shiftKey }: KeyboardEvent, { model, say }: ListKeyTarget): boolean {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
  const source = digit === undefined ? undefined : model.sources[Number(digit) - 1];
  if (source === undefined || model.sources.length < 2) return false;
  const { index, solo, muted, target } = source;
  if (shiftKey) model.solo(index, !solo);
  else model.mute(index, !muted);
  say(
    shiftKey
      ? `${target.name} ${solo ? 'no longer solo' : 'solo'}`
      : `${target.name} ${muted ? 'no longer muted' : 'muted'}`,
  );
  return true;
}

function moveKey(event: KeyboardEvent, target: ListKeyTarget): boolean {
  const { model, controller, letterKeys } = target;
  switch (event.key) {
    case 'ArrowUp':
      moveCursor(target, -1, event.shiftKey);
      return true;
    case 'ArrowDown':
      moveCursor(target, 1, event.shiftKey);
      return true;
    case 'k':
    case 'j':
      if (!letterKeys) return false;
      moveCursor(target, event.key === 'k' ? -1 : 1, false);
      return true;
    case 'PageUp':
      controller.page(-1);
      return true;
    case 'PageDown':
      controller.page(1);
      return true;
    case 'Home':
      controller.home();
      return true;
    case 'End':
      model.follow();
      return true;
    default:
      return false;
  }
}

/** To the next row, from the last one in view where none was; with Shift the selection goes along. */
function moveCursor(target: ListKeyTarget, by: 1 | -1, extend: boolean): void {
  const { model, controller, cursor, setCursor } = target;
  const { rows, selection } = model;
  // One that was scrolled out of view would pull the view back to it.
  const kept = cursor !== undefined && (extend || controller.inView(cursor)) ? cursor : undefined;
  const start = kept ?? controller.lastInView;
  if (start === undefined) return;
  const index = rows.indexOf(start);
  const held = rows.sequenceAt(index) === start;
  const next = kept === undefined && !extend ? index : index + (by === 1 && !held ? 0 : by);
  const sequence = rows.sequenceAt(Math.max(0, Math.min(rows.count - 1, next)));
  if (sequence === undefined) return;
  controller.reveal(sequence);
  if (extend) {
    model.pause('select', controller.drawnTop);
    const anchor = selection === undefined ? start : selection.from === start ? selection.to : selection.from;
    model.select(anchor, sequence);
  } else model.clearSelection();
  setCursor(sequence);
  target.read(sequence);
  if (index <= 1 && by === -1) model.wantOlder();
}

function actKey(event: KeyboardEvent, target: ListKeyTarget): boolean {
  const { model, cursor } = target;
  switch (event.key) {
    case ' ':
      target.toggleFollow();
      return true;
    case 'Enter':
      if (cursor === undefined) return false;
      target.open(cursor);
      return true;
    case 'Escape':
      if (model.selection === undefined) return false;
      model.clearSelection();
      return true;
    default:
      return false;
  }
}

function letterKey(event: KeyboardEvent, target: ListKeyTarget): boolean {
  const { model, say } = target;
  if (event.key === 'N') {
    model.step(-1);
    return true;
  }
  switch (event.key.toLowerCase()) {
    case '/':
      target.focusSearch('find');
      return true;
    case 'f':
      target.focusSearch('filter');
      return true;
    case 'n':
      model.step(1);
      return true;
    case 'g':
      target.goToTime();
      return true;
    case 'w':
      model.setOptions({ wrap: !model.options.wrap });
      say(model.options.wrap ? 'Lines wrap' : 'Lines do not wrap');
      return true;
    case 't':
    case 'd':
      nextTimes(model);
      return true;
    case 'm':
      toggleMark(target);
      return true;
    default:
      return levelKey(event.key, target);
  }
}

function nextTimes(model: LogViewModel): void {
  const at = timesModes.indexOf(model.options.times);
  model.setOptions({ times: timesModes[(at + 1) % timesModes.length] ?? 'local' });
}

function toggleMark({ model, controller, cursor, setCursor }: ListKeyTarget): void {
  const sequence = cursor ?? controller.lastInView;
  if (sequence === undefined) return;
  setCursor(sequence);
  model.mark(model.marked?.sequence === sequence ? undefined : sequence);
}

function levelKey(key: string, { model, say }: ListKeyTarget): boolean {
  const chip = /^[1-5]$/.test(key) ? levelChips[Number(key) - 1] : undefined;
  if (chip === undefined) return false;
  toggleChip(model, chip);
  say(`${chip.label} ${chipShown(model, chip) ? 'shown' : 'hidden'}`);
  return true;
}
