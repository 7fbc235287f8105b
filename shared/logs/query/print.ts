import { levelOfCode } from '../level';
import type { FieldTest, QueryNode } from './ast';
import { quoted } from './lexer';

/** A query's node as text that `parseQuery` reads as the same node (with the same toggles, but for the regex one). */
export function printNode(node: QueryNode): string {
  return print(node, 'or');
}

/** `within`: the operator whose operand it is: brackets stand only where they must. */
function print(node: QueryNode, within: 'or' | 'and' | 'not'): string {
  switch (node.kind) {
    case 'text':
      return quoted(node.text);
    case 'regex':
      return `/${node.source}/`;
    case 'level':
      return `level:${levelNames(node.mask).join(',')}`;
    case 'stream':
      return node.stderr ? 'stream:stderr' : 'stream:stdout';
    case 'source':
      return `source:${node.names.length === 1 ? value(node.names[0] ?? '') : node.names.join(',')}`;
    case 'time':
      return `time:${timeText(node.text)}`;
    case 'field':
      return `field.${/^[^\s":()]+$/.test(node.path) ? node.path : quoted(node.path)}:${printTest(node.test)}`;
    case 'not':
      return `NOT ${print(node.item, 'not')}`;
    case 'and':
    case 'or': {
      const items = node.items.map((item) =>
        print(item, node.kind === 'and' || item.kind === 'or' ? 'and' : 'or'),
      );
      const text = items.join(node.kind === 'and' ? ' ' : ' OR ');
      return within === 'not' || (within === 'and' && items.length > 1) ? `(${text})` : text;
    }
  }
}

function levelNames(mask: number): readonly string[] {
  return [0, 1, 2, 3, 4, 5, 6]
    .filter((code) => (mask >> code) & 1)
    .map((code) => levelOfCode(code) ?? 'none');
}

const value = (text: string): string => (/^[\w.@/*-]*[\w.@/-]$/.test(text) ? text : quoted(text));

function timeText(text: string): string {
  const operator = /^[<>]=?/.exec(text)?.[0] ?? '';
  const rest = text.slice(operator.length);
  return operator + (/\s/.test(rest) ? quoted(rest) : rest);
}

function printTest(test: FieldTest): string {
  switch (test.op) {
    case 'exists':
      return '*';
    case 'is':
      return test.prefix ? `${test.value}*` : value(test.value);
    case '>':
    case '>=':
    case '<':
    case '<=':
      return `${test.op}${test.value}`;
  }
}
