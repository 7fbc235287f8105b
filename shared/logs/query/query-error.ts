/** What is wrong with a query's text, and where. */
export interface QueryProblem {
  /** A sentence. */
  readonly message: string;
  /** Offsets in the text: from the first wrong character to behind the last; may be empty at the text's end. */
  readonly from: number;
  readonly to: number;
}

/** Thrown within this folder only; `parseQuery` makes it a value. */
export class QueryError extends Error {
  readonly from: number;
  readonly to: number;

  constructor(message: string, from: number, to: number) {
    super(message);
    this.from = from;
    this.to = to;
  }
}
