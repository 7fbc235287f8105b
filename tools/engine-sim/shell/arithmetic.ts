import { SyntaxProblem } from './syntax';

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/**
 * Evaluates `$((…))` on 64-bit integers, with variables by name. Throws a SyntaxProblem for what is no expression and
 * for a division by zero.
 */
export function evaluateArithmetic(source: string, variable: (name: string) => string): bigint {
  const tokens = source.match(/\d+|[A-Za-z_]\w*|<<|>>|\|\||&&|[<>=!]=|[-+*/%()<>!~^|&]|\S/g) ?? [];
  let at = 0;
  const level = (depth: number): bigint => {
    const texts = levels[depth];
    if (!texts) return unary();
    let left = level(depth + 1);
    for (let token = tokens[at]; token !== undefined && texts.includes(token); token = tokens[at]) {
      at += 1;
      left = BigInt.asIntN(64, apply(token, left, level(depth + 1)));
    }
    return left;
  };
  const unary = (): bigint => {
    const token = tokens[at];
    at += 1;
    if (token === '-') return -unary();
    if (token === '+') return unary();
    if (token === '!') return unary() === 0n ? 1n : 0n;
    if (token === '~') return ~unary();
    if (token === '(') {
      const value = level(0);
      if (tokens[at] !== ')') throw new SyntaxProblem('arithmetic syntax error');
      at += 1;
      return value;
    }
    if (token !== undefined && /^\d/.test(token)) return BigInt(token);
    if (token !== undefined && /^[A-Za-z_]/.test(token)) {
      const text = variable(token).trim();
      return /^-?\d+$/.test(text) ? BigInt(text) : 0n;
    }
    throw new SyntaxProblem('arithmetic syntax error');
  };
  if (tokens.length === 0) return 0n;
  const value = level(0);
  if (at < tokens.length) throw new SyntaxProblem('arithmetic syntax error');
  return value;
}

function apply(operator: string, a: bigint, b: bigint): bigint {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  if ((operator === '/' || operator === '%') && b === 0n) throw new SyntaxProblem('divide by zero');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '<<':
      return a << (b & 63n);
    case '>>':
      return a >> (b & 63n);
    case '<':
      return truth(a < b);
    case '>':
      return truth(a > b);
    case '<=':
      return truth(a <= b);
    case '>=':
      return truth(a >= b);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '&':
      return a & b;
    case '^':
      return a ^ b;
    case '|':
      return a | b;
    case '&&':
      return truth(a !== 0n && b !== 0n);
    default:
      return truth(a !== 0n || b !== 0n);
  }
}
