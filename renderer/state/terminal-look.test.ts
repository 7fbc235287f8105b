import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultTerminalLook,
  readTerminalLook,
  terminalFont,
  terminalScrollback,
  zoomed,
} from './terminal-look';

describe('how terminals look', () => {
  test('stays within bounds, whatever was stored', () => {
    const field = fc.oneof(fc.jsonValue(), fc.double());
    const stored = fc.record({ fontSize: field, scrollback: field, cursor: field, copyOnSelect: field });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), stored), (value) => {
        const { fontSize, scrollback } = readTerminalLook(value);
        expect(fontSize).toBeGreaterThanOrEqual(terminalFont.least);
        expect(fontSize).toBeLessThanOrEqual(terminalFont.most);
        expect(Number.isInteger(scrollback)).toBe(true);
        expect(scrollback).toBeGreaterThanOrEqual(terminalScrollback.least);
        expect(scrollback).toBeLessThanOrEqual(terminalScrollback.most);
      }),
    );
    expect(readTerminalLook(undefined)).toEqual(defaultTerminalLook);
    const own = {
      font: 'system',
      fontSize: 14.5,
      scrollback: 5000,
      cursor: 'bar',
      copyOnSelect: true,
      screenReader: true,
    };
    expect(readTerminalLook(JSON.parse(JSON.stringify(own)))).toEqual(own);
    expect(readTerminalLook({ ...own, font: 'Comic Sans' }).font).toBe('bundled');
  });

  test('zooms by a pixel within bounds, and back', () => {
    expect(zoomed(12.5, 1)).toBe(13.5);
    expect(zoomed(terminalFont.most, 1)).toBe(terminalFont.most);
    expect(zoomed(9.5, -1)).toBe(terminalFont.least);
    expect(zoomed(20, 0)).toBe(terminalFont.initial);
  });
});
