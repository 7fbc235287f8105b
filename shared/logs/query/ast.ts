import type { LogChunk } from '../../model/log';

/** How a query's text is taken, from the toggles beside the input. */
export interface QueryOptions {
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  /** The whole input is one regular expression. */
  readonly regex: boolean;
  /** The lines that do not match are the hits. */
  readonly inverse: boolean;
}

/** All toggles off. */
export const plainOptions: QueryOptions = {
  matchCase: false,
  wholeWord: false,
  regex: false,
  inverse: false,
};

/** A moment as a person writes it. `span`: ms that it stands for, such as 60,000 for `14:05`; at least 1. */
export type QueryMoment =
  /** The latest such time of day that is not after now. `ms` after midnight, in UTC or in local time. */
  | { readonly kind: 'clock'; readonly ms: number; readonly utc: boolean; readonly span: number }
  /** Epoch ms. */
  | { readonly kind: 'date'; readonly ms: number; readonly span: number }
  /** `ms` before now. */
  | { readonly kind: 'age'; readonly ms: number; readonly span: 1 };

/** One end of a time range: the beginning of a moment, or its end. */
export interface QueryBound {
  readonly moment: QueryMoment;
  readonly edge: 'start' | 'end';
  /** The very edge does not belong to the range. */
  readonly open: boolean;
}

/** What a field's value must be. */
export type FieldTest =
  | { readonly op: 'exists' }
  | {
      readonly op: 'is';
      readonly value: string;
      /** The value begins so. */
      readonly prefix: boolean;
      readonly matchCase: boolean;
    }
  | { readonly op: '>' | '>=' | '<' | '<='; readonly value: number };

/** A parsed query: plain data, may be posted to a worker and kept as JSON. */
export type QueryNode =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly matchCase: boolean;
      readonly wholeWord: boolean;
    }
  /** `source` is a valid JavaScript regular expression without the u flag. */
  | {
      readonly kind: 'regex';
      readonly source: string;
      readonly matchCase: boolean;
      readonly wholeWord: boolean;
    }
  /** Bit n stands for the level of code n, bit 0 for lines without one. */
  | { readonly kind: 'level'; readonly mask: number }
  | { readonly kind: 'stream'; readonly stderr: boolean }
  /** Names, or beginnings of names with a `*` behind. */
  | { readonly kind: 'source'; readonly names: readonly string[] }
  | {
      readonly kind: 'time';
      /** As it was written behind `time:`. */
      readonly text: string;
      readonly from: QueryBound | undefined;
      readonly to: QueryBound | undefined;
    }
  | { readonly kind: 'field'; readonly path: string; readonly test: FieldTest }
  | { readonly kind: 'and' | 'or'; readonly items: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly item: QueryNode };

/** A query that asks for something. */
export interface LogQuery {
  readonly root: QueryNode;
  readonly inverse: boolean;
}

/** Lines with all that a query may ask of them. */
export type MatchColumns = LogChunk & {
  /** Level codes of the lines: 0 none, 1 trace to 6 fatal. */
  readonly levels: Uint8Array;
  /** Source of each line as an index into `sourceNames`. */
  readonly sources: Uint16Array;
  readonly sourceNames: readonly string[];
  /** Epoch ms from which ages and times of day are counted. */
  readonly now: number;
};

/** Visits every node of a query, the outer ones first. */
export function visitNodes(node: QueryNode, visit: (node: QueryNode) => void): void {
  visit(node);
  if (node.kind === 'and' || node.kind === 'or') for (const item of node.items) visitNodes(item, visit);
  else if (node.kind === 'not') visitNodes(node.item, visit);
}
