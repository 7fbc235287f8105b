/** A piece of a word. Quoted pieces are not split and not globbed. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly fallback?: string; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly source: string; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly source: string; readonly quoted: boolean };

/** A word before expansion. */
export type Word = readonly Part[];

/** `>`, `>>`, `<` with its descriptor, or `2>&1`. */
export interface Redirect {
  readonly fd: 0 | 1 | 2 | 'both';
  readonly how: 'read' | 'write' | 'append' | 'same-as';
  readonly target: Word;
}

/** A parsed command. */
export type Node =
  | {
      readonly kind: 'simple';
      readonly assigns: readonly (readonly [string, Word])[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly kind: 'pipeline'; readonly stages: readonly Node[]; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'if'; readonly test: Node; readonly then: Node; readonly otherwise?: Node }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: Node }
  | { readonly kind: 'while'; readonly test: Node; readonly body: Node; readonly until: boolean }
  | {
      readonly kind: 'group';
      readonly body: Node;
      readonly redirects: readonly Redirect[];
      /** `( )` runs in a copy of the shell, `{ }` in the shell itself. */
      readonly subshell: boolean;
    };

/** A word of the input that cannot be parsed; the message is what the shell prints after its name. */
export class SyntaxProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SyntaxProblem';
  }
}
