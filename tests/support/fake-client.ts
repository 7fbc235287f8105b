import type { Client } from '../../renderer/bridge/client';
import type { CallInput, CallName, CallOutput } from '#shared/contract/index';
import { ok, type Result } from '#shared/result';

/** What a test makes main answer; a call without an answer gets a success without content. */
export type Answers = {
  readonly [N in CallName]?: (input: CallInput<N>) => Result<CallOutput<N>> | Promise<Result<CallOutput<N>>>;
};

/** One call that the page made. */
export interface MadeCall {
  readonly name: CallName;
  readonly input: Record<string, unknown>;
}

/** A client that answers as the test says, keeps what was called, and never sends on watches and streams. */
export function fakeClient(answers: Answers = {}): { readonly client: Client; readonly calls: MadeCall[] } {
  const calls: MadeCall[] = [];
  const client = {
    call: (name: CallName, input: Record<string, unknown>) => {
      calls.push({ name, input });
      const answer = answers[name] as ((input: unknown) => unknown) | undefined;
      return Promise.resolve(answer === undefined ? ok({ taskIds: [], notices: [] }) : answer(input));
    },
    watch: () => () => undefined,
    open: () => ({ close: () => undefined, grant: () => undefined, closed: false }),
    close: () => undefined,
  };
  return { client: client as unknown as Client, calls };
}
