import { cancelled } from '#shared/errors';
import type { ContainerId } from '#shared/model/ids';
import { fail, ok, type Result } from '#shared/result';
import type { EngineClient } from '../../engine/client';
import { runShort, tooLong } from './short-command';

/** The shells that are looked for, the best first. */
const known = ['bash', 'zsh', 'fish', 'ash', 'dash', 'sh'] as const;
/** Where shells are that no PATH names: of Nix, and of images with busybox beside their program. */
const places = '/bin:/usr/bin:/usr/local/bin:/run/current-system/sw/bin:/busybox';
/** One command that names every shell of a container; `sh` is found by the container's own PATH. */
const script = `IFS=:
for s in ${known.join(' ')}; do
for d in $PATH ${places.replaceAll(':', ' ')}; do
[ -x "$d/$s" ] && echo "$d/$s"
done
done
echo end`;
const detectTimeoutMs = 8_000;
const maxOutputBytes = 16 * 1024;
/** What Windows containers have; nothing can be asked of them in one command. */
const windowsShells = ['cmd.exe', 'powershell.exe'];

/** Variable that marks the processes of a session, so that they can be found when it is closed. */
export const sessionVariable = 'PILOTHOUSE_SESSION';

/**
 * Finds all shells of a container with a single exec, the best first: bash, zsh, fish, ash, dash, sh, each where the
 * container's PATH has it first. Fails as `unsupported` with a sentence where the image has none (the engine answers
 * that in the stream, as exit 126 or 127, or refuses the start). Aborting `signal` gives up.
 */
export async function findShells(
  client: EngineClient,
  containerId: ContainerId,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  if (/^windows\b/i.test(client.profile.os)) return ok(windowsShells);
  const ran = await runShort(client, containerId, {
    command: ['sh', '-c', script],
    limitMs: detectTimeoutMs,
    maxBytes: maxOutputBytes,
    signal,
  });
  if (!ran.ok) return isMissingProgram(ran.error.message) ? fail(noShell(ran.error.message)) : ran;
  if (signal.aborted) return fail(cancelled('The shell'));
  if (!ran.value.ended) return fail(tooLong(detectTimeoutMs));
  const text = new TextDecoder().decode(ran.value.output);
  const { shells, whole } = readShells(text);
  // Below API 1.16 there is no exit code.
  const code = ran.value.exitCode ?? 0;
  if (whole && code === 0) return ok(shells.length > 0 ? shells : ['sh']);
  if (code === 126 || code === 127 || isMissingProgram(text)) return fail(noShell(text));
  // The command always says its end.
  return fail({
    kind: 'engine-unreachable',
    reason: 'lost',
    message: 'The connection ended before the container could say which shells it has.',
    remedy: 'Open the shell again.',
  });
}

/** Reads what the command printed: paths, one a line, then `end`. What is no path of a known shell is left out. */
export function readShells(text: string): { readonly shells: readonly string[]; readonly whole: boolean } {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const whole = lines.includes('end') && lines.at(-1) === '';
  const found = lines.filter((line) => /^\/[\w./+-]{1,1000}$/.test(line));
  const best = known.flatMap((name) => {
    // The same file under /bin and /usr/bin is one choice: the PATH's first.
    const path = found.find((each) => each.endsWith(`/${name}`));
    return path === undefined ? [] : [path.replace(/\/{2,}/g, '/')];
  });
  return { shells: best, whole };
}

/** The engine's words for a program that is not there. */
export function isMissingProgram(words: string): boolean {
  return /executable file not found|no such file or directory|not found in \$PATH/i.test(words);
}

function noShell(output: string) {
  const words = output.trim().slice(0, 300);
  const message = `This image has no shell that could be started${words === '' ? '.' : `: “${words}”`}`;
  return { kind: 'unsupported', capability: 'shell', message } as const;
}
