import { type LogQuery, type QueryNode, type QueryOptions, visitNodes } from './ast';
import { type Token, tokensOf } from './lexer';
import { QueryError, type QueryProblem } from './query-error';
import { checkRegex } from './regex-check';
import { readTerm } from './terms';

/** What came of reading a query. `query` is undefined for a text that asks for nothing. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: LogQuery | undefined; readonly terms: readonly RangedTerm[] }
  | ({ readonly ok: false } & QueryProblem);

/** One of the terms that a line must all match, and where it stands in the text. */
export interface RangedTerm {
  readonly from: number;
  readonly to: number;
  readonly node: QueryNode;
}

/** A longer query is refused, in characters. */
const longestQuery = 4000;
const mostNodes = 200;
const deepest = 50;

/**
 * Reads a query for log lines. Bare words make one phrase as typed; `"phrase"`, `/regex/`, `level:`, `stream:`,
 * `source:`, `time:` and `field.PATH:` terms; `AND` (also by mere neighbourhood), `OR`, `NOT` or `-`, and brackets.
 * `NOT` binds more than `AND`, `AND` more than `OR`; `-` takes one word, `NOT` a whole phrase. `key:value` with another
 * key is text. Never throws: what is wrong comes back as a sentence with its place in the text.
 */
export function parseQuery(text: string, options: QueryOptions): ParsedQuery {
  try {
    const terms = options.regex ? wholeRegex(text, options) : new Parser(text, options).whole();
    const nodes = terms.map((term) => term.node);
    const [only] = nodes;
    if (only === undefined) return { ok: true, query: undefined, terms };
    const root: QueryNode = nodes.length === 1 ? only : { kind: 'and', items: nodes };
    let count = 0;
    visitNodes(root, () => (count += 1));
    if (count > mostNodes) throw new QueryError('The query has too many terms.', 0, text.length);
    return { ok: true, query: { root, inverse: options.inverse }, terms };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { ok: false, message: error.message, from: error.from, to: error.to };
  }
}

function wholeRegex(text: string, options: QueryOptions): readonly RangedTerm[] {
  if (text === '') return [];
  const source = checkRegex(text, 0);
  const { matchCase, wholeWord } = options;
  return [{ from: 0, to: text.length, node: { kind: 'regex', source, matchCase, wholeWord } }];
}

/** Several terms as one node; one alone as itself. */
function joined(kind: 'and' | 'or', terms: readonly RangedTerm[]): QueryNode {
  const [only] = terms;
  return terms.length === 1 && only !== undefined
    ? only.node
    : { kind, items: terms.map((term) => term.node) };
}

class Parser {
  readonly #text: string;
  readonly #options: QueryOptions;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, options: QueryOptions) {
    if (text.length > longestQuery) {
      throw new QueryError(`A query may have at most ${longestQuery} characters.`, longestQuery, text.length);
    }
    this.#text = text;
    this.#options = options;
    this.#tokens = tokensOf(text);
  }

  /** The terms of the whole text that must all match. */
  whole(): readonly RangedTerm[] {
    if (this.#tokens.length === 0) return [];
    const alternatives = this.#alternatives(0);
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return only;
    return [this.#either(alternatives)];
  }

  get #token(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #either(alternatives: readonly (readonly RangedTerm[])[]): RangedTerm {
    const items = alternatives.map((terms) => joined('and', terms));
    const all = alternatives.flat();
    return { from: all[0]?.from ?? 0, to: all.at(-1)?.to ?? 0, node: { kind: 'or', items } };
  }

  /** Terms between ORs, up to a closing bracket or the end. */
  #alternatives(depth: number): readonly (readonly RangedTerm[])[] {
    const alternatives = [this.#all(depth)];
    while (this.#token?.kind === 'or') {
      this.#at += 1;
      alternatives.push(this.#all(depth));
    }
    return alternatives;
  }

  #all(depth: number): readonly RangedTerm[] {
    const terms = [this.#term(depth, true)];
    for (;;) {
      const token = this.#token;
      if (token === undefined || token.kind === 'or' || token.kind === ')') return terms;
      if (token.kind === 'and') this.#at += 1;
      terms.push(this.#term(depth, true));
    }
  }

  /** `phrases`: bare words that follow belong to the first. */
  #term(depth: number, phrases: boolean): RangedTerm {
    const token = this.#token;
    if (token === undefined || token.kind === ')' || token.kind === 'and' || token.kind === 'or') {
      throw this.#missing(token);
    }
    if (depth > deepest) throw new QueryError('The query is nested too deeply.', token.from, token.to);
    this.#at += 1;
    const { from, to } = token;
    switch (token.kind) {
      case '(':
        return this.#group(token, depth);
      case 'not':
      case 'minus': {
        const inner = this.#term(depth + 1, token.kind === 'not');
        return { from, to: inner.to, node: { kind: 'not', item: inner.node } };
      }
      case 'word':
        return this.#words(token, phrases);
      case 'phrase':
        return { from, to, node: this.#plain(token.text) };
      case 'regex': {
        const source = checkRegex(token.source, token.sourceFrom);
        const { matchCase, wholeWord } = this.#options;
        return {
          from,
          to,
          node: { kind: 'regex', source, matchCase: matchCase && !token.ignoreCase, wholeWord },
        };
      }
      case 'term':
        return { from, to, node: readTerm(token, this.#options) };
    }
  }

  #group(open: Token, depth: number): RangedTerm {
    if (this.#token?.kind === ')') {
      throw new QueryError('There is nothing between the brackets.', open.from, this.#token.to);
    }
    const alternatives = this.#alternatives(depth + 1);
    const close = this.#token;
    if (close?.kind !== ')') {
      throw new QueryError('The bracket that opens here is not closed.', open.from, open.to);
    }
    this.#at += 1;
    const [only] = alternatives;
    const node =
      alternatives.length === 1 && only !== undefined ? joined('and', only) : this.#either(alternatives).node;
    return { from: open.from, to: close.to, node };
  }

  #words(first: Token, phrases: boolean): RangedTerm {
    let last = first;
    while (phrases && this.#token?.kind === 'word') {
      last = this.#token;
      this.#at += 1;
    }
    return { from: first.from, to: last.to, node: this.#plain(this.#text.slice(first.from, last.to)) };
  }

  #plain(text: string): QueryNode {
    const { matchCase, wholeWord } = this.#options;
    return { kind: 'text', text, matchCase, wholeWord };
  }

  #missing(next: Token | undefined): QueryError {
    const before = this.#tokens[this.#at - 1];
    const word = before === undefined ? '' : this.#text.slice(before.from, before.to);
    if (before !== undefined && before.kind !== '(') {
      return new QueryError(`A term is missing behind ${word}.`, before.from, before.to);
    }
    const from = next?.from ?? 0;
    const to = next?.to ?? 0;
    return new QueryError(`A term is missing before ${this.#text.slice(from, to)}.`, from, to);
  }
}
