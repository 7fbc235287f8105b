import type {
  CallInput,
  CallName,
  CallOutput,
  StreamInput,
  StreamItem,
  StreamName,
  StreamUpward,
  WatchInput,
  WatchName,
  WatchValue,
} from '#shared/contract/index';
import type { Result } from '#shared/result';
import type { PacedSink } from '../services/stream-sink';
import type { ReadonlyCollection } from '../state/collection';

/** What a handler of a call may look at. `signal` aborts on cancel, deadline and a closed window. */
export interface CallContext {
  readonly signal: AbortSignal;
}

/** A handler for every entry of the contract: a missing one does not compile. */
export type Handlers = {
  readonly [N in CallName]: (input: CallInput<N>, context: CallContext) => Promise<Result<CallOutput<N>>>;
} & {
  readonly [N in WatchName]: (input: WatchInput<N>) => Result<ReadonlyCollection<WatchValue<N>>>;
} & {
  /** Runs for as long as the stream; what it throws is a bug and ends the stream as `internal`. */
  readonly [N in StreamName]: (
    input: StreamInput<N>,
    sink: PacedSink<StreamItem<N>, StreamUpward<N>>,
  ) => Promise<void>;
};
