import type { TerminalProgram } from '#shared/model/terminal';
import { ok, type Result } from '#shared/result';
import { openAttachLink } from './attach-link';
import { openDebugLink } from './debug-link';
import { type ExecProgram, openExecLink } from './exec-link';
import type { Link, LinkContext } from './link';
import { findShells } from './shells';

/** Where the shells of images are remembered. */
export interface KnownShells {
  /** Paths, the best first; undefined where they are to be looked for. */
  of(imageId: string): readonly string[] | undefined;
  keep(imageId: string, shells: readonly string[]): void;
  forget(imageId: string): void;
}

/** What programs are started with beside their own context. */
export interface ProgramSource {
  readonly shells: KnownShells;
  /** Names this run of Pilothouse on its helpers; resolves once another one could tell that it ended. */
  readonly instance: () => Promise<string>;
}

/** Starts a program of any kind. */
export async function openProgram(
  source: ProgramSource,
  context: LinkContext,
  program: TerminalProgram,
): Promise<Result<Link>> {
  switch (program.kind) {
    case 'attach':
      return openAttachLink(context);
    case 'debug':
      return openDebugLink(context, program.image, await source.instance());
    case 'command': {
      const [first = ''] = program.command;
      return openExecLink(context, { command: program.command, what: 'The command', shell: baseName(first) });
    }
    case 'shell':
      return program.path === undefined
        ? openBestShell(source.shells, context)
        : openExecLink(context, shellAt(program.path));
  }
}

async function openBestShell(shells: KnownShells, context: LinkContext): Promise<Result<Link>> {
  const imageId = imageIdOf(context);
  const remembered = imageId !== '' && shells.of(imageId) !== undefined;
  const found = await shellsOf(shells, context);
  if (!found.ok) return found;
  const opened = await openExecLink(context, shellAt(found.value[0] ?? 'sh'));
  if (!opened.ok || !remembered) return opened;
  // The container may have lost what its image has.
  return ok({ ...opened.value, misremembered: () => shells.forget(imageId) });
}

function shellAt(path: string): ExecProgram {
  return { command: [path], what: 'The shell', shell: baseName(path) };
}

function imageIdOf({ engine, containerId }: Pick<LinkContext, 'engine' | 'containerId'>): string {
  return engine.state.containers.get(containerId)?.imageId ?? '';
}

/** The shells of a container: as its image's are remembered, otherwise as a look at it finds them. */
export async function shellsOf(
  shells: KnownShells,
  context: Pick<LinkContext, 'engine' | 'client' | 'containerId' | 'signal'>,
): Promise<Result<readonly string[]>> {
  const imageId = imageIdOf(context);
  const known = imageId === '' ? undefined : shells.of(imageId);
  if (known !== undefined) return ok(known);
  const found = await findShells(context.client, context.containerId, context.signal);
  if (found.ok && imageId !== '') shells.keep(imageId, found.value);
  return found;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
