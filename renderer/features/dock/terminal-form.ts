import type { TerminalChoices, TerminalDefaults, TerminalSettings } from '#shared/model/terminal';
import { splitReference } from '../../state/images/names';
import type { TerminalWish } from '../../state/terminals';
import { splitCommand } from '../../terminal/split-command';

export type ProgramKind = 'shell' | 'command' | 'attach' | 'debug';

/** One variable as it is typed; its value is a secret. */
export interface Variable {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

/** What was typed into the question how a terminal is to be started. */
export interface TerminalForm {
  readonly kind: ProgramKind;
  /** Path; '' for the best that there is. */
  readonly shell: string;
  readonly command: string;
  readonly image: string;
  readonly user: string;
  readonly folder: string;
  readonly privileged: boolean;
  readonly variables: readonly Variable[];
  /** Keep it for further shells of the image. */
  readonly keep: boolean;
}

export type FormProblems = Partial<Record<'command' | 'image' | 'user' | 'folder' | 'variables', string>>;

export function emptyForm(kind: ProgramKind): TerminalForm {
  return {
    kind,
    shell: '',
    command: '',
    image: '',
    user: '',
    folder: '',
    privileged: false,
    variables: [],
    keep: false,
  };
}

/** Takes over what was kept for the image, where the person has typed nothing yet. */
export function withDefaults(
  form: TerminalForm,
  { defaults }: Pick<TerminalChoices, 'defaults'>,
): TerminalForm {
  return {
    ...form,
    shell: form.shell === '' ? (defaults.shell ?? '') : form.shell,
    command: form.command === '' ? (defaults.command ?? '') : form.command,
    user: form.user === '' ? (defaults.user ?? '') : form.user,
    folder: form.folder === '' ? (defaults.folder ?? '') : form.folder,
    privileged: form.privileged || defaults.privileged === true,
  };
}

/** What cannot be started as it stands, by field. */
export function problemsOf(form: TerminalForm): FormProblems {
  const words = splitCommand(form.command);
  const named = form.variables.filter(({ name, value }) => name !== '' || value !== '');
  return {
    ...(form.kind === 'command' && words === undefined && { command: 'A quote is not closed.' }),
    ...(form.kind === 'command' &&
      words?.length === 0 && { command: 'Give a command, such as psql -U app.' }),
    ...(form.kind === 'debug' &&
      form.image.trim() === '' && { image: 'Name an image for the debug shell, such as busybox.' }),
    ...(form.folder !== '' && !form.folder.startsWith('/') && !/^[A-Za-z]:/.test(form.folder)
      ? { folder: 'Give a whole path, such as /srv/app.' }
      : {}),
    ...(named.some(({ name }) => name === '' || /[=\0\s]/.test(name)) && {
      variables: 'Each variable needs a name without blanks and without an equals sign.',
    }),
  };
}

function settingsOf(form: TerminalForm): TerminalSettings {
  return {
    ...(form.user.trim() !== '' && { user: form.user.trim() }),
    ...(form.folder !== '' && { folder: form.folder }),
    ...(form.privileged && { privileged: true }),
  };
}

function programOf(form: TerminalForm): TerminalWish['program'] {
  switch (form.kind) {
    case 'shell':
      return form.shell === '' ? { kind: 'shell' } : { kind: 'shell', path: form.shell };
    case 'command':
      return { kind: 'command', command: [...(splitCommand(form.command) ?? [])] };
    case 'attach':
      return { kind: 'attach' };
    case 'debug':
      return { kind: 'debug', image: form.image.trim() };
  }
}

/** What is asked of main for a form without problems. */
export function wishOf(form: TerminalForm): TerminalWish {
  const environment = form.variables
    .filter(({ name }) => name !== '')
    .map(({ name, value }) => `${name}=${value}`);
  return {
    program: programOf(form),
    ...(form.kind !== 'attach' && { settings: settingsOf(form) }),
    ...(form.kind !== 'attach' && environment.length > 0 && { environment }),
  };
}

/** What is kept for further shells of the image; never environment. */
export function defaultsOf(form: TerminalForm): TerminalDefaults {
  const command = form.command.trim();
  return {
    ...settingsOf(form),
    ...(form.shell !== '' && { shell: form.shell }),
    ...(command !== '' && splitCommand(command) !== undefined && { command }),
  };
}

/** The image of a debug shell on an engine that has none of the known ones: a few MiB. */
export const smallestToolBox = 'busybox';
const toolBoxes = [smallestToolBox, 'alpine', 'netshoot', 'debian', 'ubuntu'];

/** Place among the known tool boxes, behind the last for any other image. */
function toolBoxRank(tag: string): number {
  const repository = splitReference(tag).repository.replace(/^.*\//, '');
  const at = toolBoxes.indexOf(repository);
  return at === -1 ? toolBoxes.length : at;
}

/** Local images for a debug shell: busybox first, then other small tool boxes, then by name. */
export function debugImages(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].toSorted((a, b) => toolBoxRank(a) - toolBoxRank(b) || a.localeCompare(b));
}

/** The image that a debug shell is from unless another is chosen: a known tool box; undefined where there is none. */
export function usualDebugImage(images: readonly string[]): string | undefined {
  return images.find((tag) => toolBoxRank(tag) < toolBoxes.length);
}
