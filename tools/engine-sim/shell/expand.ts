import { evaluateArithmetic } from './arithmetic';
import type { ShellState } from './state';
import type { Part, Word } from './syntax';
import { resolvePath } from './vfs';

/** Runs `$(…)` and answers its output. */
export type Substitute = (source: string) => Promise<string>;

function variable(state: ShellState, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(state.status);
    case '$':
      return '41';
    case '!':
      return '';
    case '#':
      return String(Math.max(0, state.parameters.length - 1));
    case '@':
    case '*':
      return state.parameters.slice(1).join(' ');
    case '0':
      return state.parameters[0] ?? state.name;
    default:
      return /^\d$/.test(name) ? state.parameters[Number(name)] : state.variables.get(name);
  }
}

async function partText(part: Part, state: ShellState, substitute: Substitute): Promise<string> {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable': {
      const value = variable(state, part.name);
      return value === undefined || value === '' ? (part.fallback ?? '') : value;
    }
    case 'arithmetic': {
      const source = part.source.replace(
        /\$\{?([A-Za-z_]\w*|[?#0-9])\}?/g,
        (_, name: string) => variable(state, name) ?? '0',
      );
      return String(evaluateArithmetic(source, (name) => variable(state, name) ?? '0'));
    }
    case 'command':
      return (await substitute(part.source)).replace(/\n+$/, '');
  }
}

/** Expands a word to one text, unsplit: for assignments and redirections. */
export async function expandOne(word: Word, state: ShellState, substitute: Substitute): Promise<string> {
  let text = '';
  for (const [index, part] of word.entries()) {
    const piece = await partText(part, state, substitute);
    text += index === 0 ? tilde(part, piece, state) : piece;
  }
  return text;
}

function tilde(part: Part, piece: string, state: ShellState): string {
  const bare = part.kind === 'text' && !part.quoted && /^~(?=\/|$)/.test(piece);
  return bare ? (state.variables.get('HOME') ?? '/root') + piece.slice(1) : piece;
}

/** Expands words to arguments: variables, substitution, splitting, then `*` and `?` against the files. */
export async function expandWords(
  words: readonly Word[],
  state: ShellState,
  substitute: Substitute,
): Promise<readonly string[]> {
  const args: string[] = [];
  for (const word of words) {
    let current: string | undefined;
    let pattern = '';
    const finish = (): void => {
      if (current !== undefined) args.push(...glob(current, pattern, state));
      current = undefined;
      pattern = '';
    };
    for (const [index, part] of word.entries()) {
      const raw = await partText(part, state, substitute);
      const text = index === 0 ? tilde(part, raw, state) : raw;
      if (part.quoted || part.kind === 'text') {
        current = (current ?? '') + text;
        pattern += part.quoted ? escape(text) : globSource(text);
        continue;
      }
      const pieces = text.split(/[ \t\n]+/);
      for (const [position, piece] of pieces.entries()) {
        if (position > 0) finish();
        if (piece === '') continue;
        current = (current ?? '') + piece;
        pattern += globSource(piece);
      }
    }
    finish();
  }
  return args;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function globSource(text: string): string {
  return escape(text).replace(/\\\*/g, '[^/]*').replace(/\\\?/g, '[^/]');
}

/** Matches the last component of a path only: enough for `ls *.js` and `cat dir/*`. */
function glob(text: string, pattern: string, state: ShellState): readonly string[] {
  if (!pattern.includes('[^/]')) return [text];
  const cut = text.lastIndexOf('/') + 1;
  const folder = text.slice(0, cut);
  if (/[*?]/.test(folder)) return [text];
  const expression = new RegExp(`^${pattern.slice(escape(folder).length)}$`);
  const names = state.surroundings.files
    .list(resolvePath(state.cwd, folder === '' ? '.' : folder))
    .filter((name) => (!name.startsWith('.') || text[cut] === '.') && expression.test(name));
  return names.length > 0 ? names.map((name) => folder + name) : [text];
}
