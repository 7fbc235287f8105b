import type { CallInput, CallOutput } from '#shared/contract/index';
import { isoTime } from '#shared/logs/copy-format';
import { parseQuery } from '#shared/logs/query/parse';
import { fail, ok, type Result } from '#shared/result';
import type { EngineService } from '../engines';
import type { LogMoment } from '../log-moment';
import { serveLogs } from '../logs';
import type { TaskService } from '../tasks';
import { fileName, type FileSuggestion } from './file-name';
import { jsonFormat, textFormat } from './line-format';
import type { ReadSource } from './merged-reading';
import { saveLines } from './save-work';

type SaveInput = CallInput<'logs.save'>;
type Source = SaveInput['sources'][number];

/** Asks for a file, then starts the saving as a task; see `logs.save` in the contract. */
export async function saveLogs(
  engines: EngineService,
  tasks: TaskService,
  chooseFile: (suggestion: FileSuggestion) => Promise<string | undefined>,
  input: SaveInput,
): Promise<Result<CallOutput<'logs.save'>>> {
  const { sources, filter, from, to, hiddenLevels, context } = input;
  const parsed = filter === undefined ? undefined : parseQuery(filter.text, filter);
  if (parsed?.ok === false) {
    const issues = [{ path: 'filter.text', message: parsed.message }];
    return fail({ kind: 'invalid-input', issues, message: parsed.message });
  }
  const [first] = sources;
  if (first === undefined) return ok({});
  const engine = engines.engine(first.engineId);
  if (!engine.ok) return engine;
  const { connection } = engine.value;
  if (!connection.client.ok) return connection.client;
  const room = tasks.room(1);
  if (!room.ok) return room;
  const request = connection.client.value.path(`/containers/${first.id}/logs`, {
    stdout: true,
    stderr: true,
    timestamps: true,
  });
  const path = await chooseFile(suggestionOf(input));
  if (path === undefined) return ok({});
  const names = sources.map(({ name }) => name);
  const choice = { from, to, query: parsed?.query, hiddenLevels, names, now: Date.now() };
  const reads = sources.map((source) => readOf(engines, source, from, to));
  const format = input.format === 'text' ? textFormat(sources.length > 1) : jsonFormat;
  const plan = { path, reads, choice, context, format };
  const taskId = tasks.start({
    engineId: first.engineId,
    engineName: connection.model.name,
    kind: { type: 'save-log', file: path },
    subject: subjectOf(names),
    command: commandOf(names, from, to),
    request: `GET ${request}${sources.length > 1 ? `, and ${sources.length - 1} more` : ''}`,
    cancellable: true,
    work: (signal, report) => saveLines(plan, signal, report),
  });
  return ok({ taskId });
}

function readOf(
  engines: EngineService,
  { engineId, id }: Source,
  from: LogMoment | undefined,
  to: LogMoment | undefined,
): ReadSource {
  return async (sink) => {
    const client = engines.client(engineId);
    // A log view would wait for its engine.
    if (!client.ok) sink.end(client.error);
    else await serveLogs(engines, { engineId, id, since: from?.ms, until: to?.ms, follow: false }, sink);
  };
}

function suggestionOf({ format, suggestedName }: SaveInput): FileSuggestion {
  const extension = format === 'text' ? 'log' : 'jsonl';
  return {
    title: 'Save log',
    name: fileName(suggestedName, extension),
    kind: format === 'text' ? 'Text' : 'JSON lines',
    extension,
  };
}

/** `log of web`, `logs of web and api`, `logs of web, api and 3 more`. */
function subjectOf(names: readonly string[]): string {
  const [first = '', second, ...others] = names;
  if (second === undefined) return `log of ${first}`;
  if (others.length === 0) return `logs of ${first} and ${second}`;
  return `logs of ${first}, ${second} and ${others.length} more`;
}

const mostCommands = 10;

/** The same as docker commands, as far as docker can do it; a name needs no quotes (see container-actions). */
function commandOf(names: readonly string[], from: LogMoment | undefined, to: LogMoment | undefined): string {
  const option = (name: string, moment: LogMoment | undefined): string =>
    moment === undefined ? '' : ` --${name} ${isoTime({ time: moment.ms, nanos: moment.nanos })}`;
  const range = `${option('since', from)}${option('until', to)}`;
  return names
    .slice(0, mostCommands)
    .map((name) => `docker logs --timestamps${range} ${name}`)
    .join('; ');
}
