import { cancelled } from '#shared/errors';
import type { ConnectionReport } from '#shared/model/connection';
import type { Result } from '#shared/result';
import { withDeadline } from '../engine/abort';
import { negotiate } from '../engine/negotiate';
import type { Address } from '../engine/transport/address';
import { HttpTransport } from '../engine/transport/http';
import type { TlsAddress } from '../engine/transport/tls-dialer';
import { CheckRun, type PlannedStep } from './check/check-run';
import { findSocket, isoDay, openSocket, resolveHost, shakeHands } from './check/check-sockets';
import { checkSsh } from './check/check-ssh';

const limitMs = 30_000;
const askVersion: PlannedStep = { name: 'Ask the engine for its version' };
const signIn: PlannedStep = { name: 'Sign in with the client certificate' };

/**
 * Goes the way to an engine step by step, up to the first failure, on connections of its own: nothing that is connected
 * already is disturbed, and nothing is changed over there. At most 30 s; aborting `signal` ends it sooner. A pinned
 * version (DOCKER_API_VERSION) is the one that connections speak.
 */
export async function checkConnection(
  address: Address,
  signal: AbortSignal,
  pinnedVersion?: string,
): Promise<ConnectionReport> {
  const owner = withDeadline(limitMs, signal);
  const report = await goThere(address, owner, pinnedVersion);
  const { error } = report;
  // What was cut off by the limit was not cancelled by anybody.
  if (error?.kind !== 'cancelled' || signal.aborted) return report;
  const message = `The check was given up after ${limitMs / 1000} s.`;
  const steps = report.steps.map((step) => (step.outcome === 'failed' ? { ...step, detail: message } : step));
  return { ...report, steps, error: { kind: 'timeout', afterMs: limitMs, message } };
}

async function goThere(
  address: Address,
  signal: AbortSignal,
  pinnedVersion: string | undefined,
): Promise<ConnectionReport> {
  const run = await reach(address, signal);
  if (run.report().error !== undefined) return run.report();
  const transport = new HttpTransport(address);
  const answer = await negotiate(transport, pinnedVersion, signal);
  transport.close();
  const signingIn = run.report().steps[run.reached]?.name === signIn.name;
  const own = transport.certificates?.clientValidTo;
  const signedIn = own === undefined ? '' : `valid until ${isoDay(own)}`;
  if (!answer.ok) {
    const refused = answer.error.kind === 'engine-unreachable' && answer.error.reason === 'sign-in-refused';
    // A refusal belongs to the sign-in; any other error shows that the sign-in was fine.
    if (signingIn && !refused) run.done(signedIn);
    run.failed(signal.aborted ? cancelled('The check') : answer.error);
    return run.report();
  }
  if (signingIn) run.done(signedIn);
  const { facts } = answer.value;
  run.found(`${facts.flavour === 'podman' ? 'Podman' : 'Docker'} ${facts.release}, API ${facts.maxApi}`);
  return run.report();
}

/** The steps before the engine itself is asked something. */
async function reach(address: Address, signal: AbortSignal): Promise<CheckRun> {
  switch (address.kind) {
    case 'unix': {
      const run = new CheckRun([{ name: 'Find the socket' }, { name: 'Open it' }, askVersion]);
      if (note(run, await findSocket(address))) note(run, await openSocket(address, signal));
      return run;
    }
    case 'npipe': {
      const run = new CheckRun([{ name: 'Open the pipe' }, askVersion]);
      note(run, await openSocket(address, signal));
      return run;
    }
    case 'tcp': {
      const run = new CheckRun([...onTheWay(address), askVersion]);
      if (note(run, await resolveHost(address, signal))) note(run, await openSocket(address, signal));
      return run;
    }
    case 'tls':
      return reachTls(address, signal);
    case 'ssh':
      return checkSsh(address, signal);
  }
}

async function reachTls(address: TlsAddress, signal: AbortSignal): Promise<CheckRun> {
  const signsIn = address.folder === '' ? [] : [signIn];
  const run = new CheckRun([...onTheWay(address), { name: 'Verify certificate' }, ...signsIn, askVersion]);
  if (!note(run, await resolveHost(address, signal))) return run;
  if (!note(run, await openSocket(address, signal))) return run;
  const shaken = await shakeHands(address, signal);
  if (!shaken.ok) run.failed(shaken.error);
  else {
    run.done(shaken.value.text);
    if (signsIn.length > 0 && !shaken.value.signsIn) run.passOver('None is set.');
  }
  return run;
}

function onTheWay({ host, port }: { readonly host: string; readonly port: number }): readonly PlannedStep[] {
  return [{ name: `Resolve ${host}` }, { name: `Open TCP port ${port}` }];
}

/** Notes how the next step went; false ends the way. */
function note(run: CheckRun, result: Result<string>): boolean {
  if (result.ok) run.done(result.value);
  else run.failed(result.error);
  return result.ok;
}
