import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One answer of an engine, written down: an example of a document, or recorded. Exactly one of the bodies is there. */
export interface Fixture {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType?: string;
  /** A JSON document. */
  readonly body?: unknown;
  /** Concatenated JSON objects, as they stand in the document. */
  readonly stream?: string;
  readonly text?: string;
  /** The document only says that bytes follow. */
  readonly placeholder?: string;
  readonly empty?: true;
  /** In what the fixture differs from the document, because the document differs from the wire. */
  readonly corrected?: string;
}

const root = join(import.meta.dirname, '..', 'fixtures');

/** Examples of the documents, keyed `<API version>/<family>/<name>`. */
export function documentFixtures(): ReadonlyMap<string, Fixture> {
  const found = new Map<string, Fixture>();
  for (const version of readdirSync(join(root, 'documents'))) {
    for (const file of readdirSync(join(root, 'documents', version))) {
      const fixtures = readJson(join(root, 'documents', version, file)) as readonly Fixture[];
      for (const fixture of fixtures)
        found.set(`${version}/${file.replace('.json', '')}/${fixture.name}`, fixture);
    }
  }
  return found;
}

/** What one engine said at one API version, such as `20.10-1.24`. */
export interface Recording {
  readonly name: string;
  /** API version it was asked at, as a number pair: [1, 24]. */
  readonly api: readonly [number, number];
  readonly release: string;
  readonly answers: ReadonlyMap<string, Fixture>;
  /** Bytes of a stream, such as `logs.bin`; undefined where that was not recorded. */
  stream(file: string): Buffer | undefined;
}

/** Recordings of real engines. */
export function recordings(): readonly Recording[] {
  return readdirSync(join(root, 'recorded')).map((name) => {
    const folder = join(root, 'recorded', name);
    const files = new Set(readdirSync(folder));
    const answers = readJson(join(folder, 'answers.json')) as readonly Fixture[];
    const [major = 0, minor = 0] = name
      .slice(name.lastIndexOf('-') + 1)
      .split('.')
      .map(Number);
    return {
      name,
      api: [major, minor],
      release: name.slice(0, name.lastIndexOf('-')),
      answers: new Map(answers.map((answer) => [answer.name, answer])),
      stream: (file) => (files.has(file) ? readFileSync(join(folder, file)) : undefined),
    };
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
