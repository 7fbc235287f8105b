import type { BenchContext } from './bench';

/** A container that writes numbered lines (`0000000001 ...`) of about 120 bytes to its output. */
export interface WriterPlan {
  readonly name: string;
  readonly linesPerSecond: number;
  readonly seconds: number;
}

/** How fast the writer could write, by its own clock. */
export interface Written {
  readonly lines: number;
  readonly linesPerSecond: number;
}

const filler =
  'level=info GET /v1/orders/48211 status=200 ms=12 user=u_20318 region=eu-central-1 trace=4bf92f3577b34da6';

/** Writes in steps by the system's clock of 10 ms, and says at the end how long it took, in a label-like last line of stderr's file. */
const program = `
function now() { getline line < "/proc/uptime"; close("/proc/uptime"); split(line, part, " "); return part[1] + 0 }
BEGIN {
  while ((getline line < "/tmp/go") <= 0) system("usleep 20000");
  total = rate * seconds; step = rate / 50; if (step < 1) step = 1;
  begun = now();
  for (n = 0; n < total; ) {
    for (i = 0; i < step && n < total; i++) { n++; printf "%010d %s\\n", n, filler }
    fflush();
    while (now() - begun < n / rate) system("usleep 2000");
  }
  printf "%s\\n", now() - begun > "/tmp/took";
}`;

/** Starts a writer that waits for `go`. */
export async function startWriter(context: BenchContext, plan: WriterPlan): Promise<void> {
  const { name, linesPerSecond, seconds } = plan;
  await context.engine.docker(['rm', '-f', name]);
  const variables = ['-v', `rate=${linesPerSecond}`, '-v', `seconds=${seconds}`, '-v', `filler=${filler}`];
  const shell = 'awk "$@"; sleep 600';
  const started = await context.engine.docker([
    'run',
    '-d',
    '--name',
    name,
    '--stop-timeout',
    '0',
    'busybox',
    'sh',
    '-c',
    shell,
    'writer',
    ...variables,
    program,
  ]);
  if (started.status !== 0) throw new Error(`The writer could not be started: ${started.stderr}`);
}

/** Lets the writer begin, and waits until it is done. */
export async function letWrite(context: BenchContext, plan: WriterPlan): Promise<Written> {
  const { name, linesPerSecond, seconds } = plan;
  await context.engine.docker(['exec', name, 'sh', '-c', 'echo go > /tmp/go']);
  const waits = 'until [ -s /tmp/took ]; do sleep 0.2; done; cat /tmp/took';
  const took = await context.engine.docker(['exec', name, 'sh', '-c', waits], {
    timeoutMillis: (seconds * 5 + 60) * 1000,
  });
  const lines = linesPerSecond * seconds;
  const elapsed = Number(took.stdout.trim());
  if (!(elapsed > 0))
    throw new Error(`The writer did not say how long it took: ${took.stdout} ${took.stderr}`);
  return { lines, linesPerSecond: lines / elapsed };
}
