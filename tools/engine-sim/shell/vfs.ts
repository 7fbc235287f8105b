/** A file, folder or link. */
export interface FileNode {
  readonly kind: 'file' | 'dir' | 'link';
  /** Content of a file, target of a link. */
  readonly content: string;
  /** The exact bytes of a file that came in an archive; the content is what a shell makes of them. */
  readonly bytes?: Buffer;
  readonly mode: number;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  /** What `ls -l` shows when it is not the length of the content. */
  readonly size?: number;
}

const maxNodes = 3000;
const maxBytes = 8 * 1024 * 1024;

/** Makes a path absolute and free of dots. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The folder of an absolute path. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** A file system in memory: built on first use, bounded to 3000 nodes and 8 MiB. */
export class Vfs {
  readonly #build: () => ReadonlyMap<string, FileNode>;
  readonly #changes = new Map<string, 0 | 1 | 2>();
  #nodes: Map<string, FileNode> | undefined;
  #bytes = 0;

  constructor(build: () => ReadonlyMap<string, FileNode>) {
    this.#build = build;
  }

  #all(): Map<string, FileNode> {
    this.#nodes ??= new Map(this.#build());
    return this.#nodes;
  }

  /** The node at an absolute path, links followed; undefined when there is none. */
  get(path: string, follow = true): FileNode | undefined {
    const node = this.#all().get(path);
    if (node?.kind !== 'link' || !follow) return node;
    const target = resolvePath(parentOf(path), node.content);
    return target === path ? undefined : this.#all().get(target);
  }

  /** The names in a folder, sorted. */
  list(path: string): readonly string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    const names: string[] = [];
    for (const known of this.#all().keys()) {
      if (known.length > prefix.length && known.startsWith(prefix) && !known.includes('/', prefix.length)) {
        names.push(known.slice(prefix.length));
      }
    }
    return names.sort();
  }

  /** Writes a file. Answers the reason of a refusal in the shell's words, or undefined. */
  write(path: string, content: string, append: boolean, owner: string): string | undefined {
    const nodes = this.#all();
    const old = this.get(path);
    if (old?.kind === 'dir') return 'Is a directory';
    if (this.get(parentOf(path))?.kind !== 'dir') return 'No such file or directory';
    const whole = append && old ? old.content + content : content;
    this.#bytes += whole.length - (old?.content.length ?? 0);
    if (this.#bytes > maxBytes || (!old && nodes.size >= maxNodes)) {
      this.#bytes -= whole.length - (old?.content.length ?? 0);
      return 'No space left on device';
    }
    nodes.set(path, {
      kind: 'file',
      content: whole,
      mode: old?.mode ?? 0o644,
      owner: old?.owner ?? owner,
      mtime: Date.now(),
    });
    this.#changes.set(path, old ? 0 : 1);
    return undefined;
  }

  /** Puts a node in the place of another or of none. Answers the reason of a refusal, or undefined. */
  put(path: string, node: FileNode): string | undefined {
    const nodes = this.#all();
    const old = nodes.get(path);
    if (this.get(parentOf(path))?.kind !== 'dir') return 'No such file or directory';
    const size = (each: FileNode | undefined): number => each?.bytes?.length ?? each?.content.length ?? 0;
    const grown = this.#bytes + size(node) - size(old);
    if (grown > maxBytes || (!old && nodes.size >= maxNodes)) return 'No space left on device';
    this.#bytes = grown;
    nodes.set(path, node);
    this.#changes.set(path, old ? 0 : 1);
    return undefined;
  }

  /** Makes a folder. Answers the reason of a refusal, or undefined. */
  makeDir(path: string, owner: string): string | undefined {
    const nodes = this.#all();
    if (nodes.has(path)) return 'File exists';
    if (this.get(parentOf(path))?.kind !== 'dir') return 'No such file or directory';
    if (nodes.size >= maxNodes) return 'No space left on device';
    nodes.set(path, { kind: 'dir', content: '', mode: 0o755, owner, mtime: Date.now() });
    this.#changes.set(path, 1);
    return undefined;
  }

  /** Removes a node, with what is under it. */
  remove(path: string): void {
    for (const known of [...this.#all().keys()]) {
      if (known === path || known.startsWith(`${path}/`)) this.#all().delete(known);
    }
    this.#changes.set(path, 2);
  }

  /** Changes the mode of a node. */
  chmod(path: string, mode: number): void {
    const node = this.get(path);
    if (node) this.#all().set(path, { ...node, mode });
  }

  /** What /containers/{id}/changes answers. */
  changes(): readonly { readonly Path: string; readonly Kind: 0 | 1 | 2 }[] {
    return [...this.#changes].map(([Path, Kind]) => ({ Path, Kind }));
  }
}
