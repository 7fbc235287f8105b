import { join } from 'node:path';
import { run } from '../../tests/setup/run';
import { inRepo, isProgram } from './paths';

/** One project per layer, so that each layer sees only the types it may use. The slow ones begin first. */
const layers = ['tests', 'renderer', 'main', 'shared', 'preload', '.'] as const;
const parallel = 2;

/** Type-checks every layer, two at a time. Gives the compiler's complaints; an empty text means that all is well. */
export async function typecheck(): Promise<string> {
  const queue = [...layers];
  const complaints: string[] = [];
  const work = async (): Promise<void> => {
    for (let layer = queue.shift(); layer !== undefined; layer = queue.shift()) {
      const info = inRepo('.cache', 'tsc', `${layer === '.' ? 'top' : layer}.tsbuildinfo`);
      const compiler = inRepo('node_modules', 'typescript', 'bin', 'tsc');
      const project = join(inRepo(), layer, 'tsconfig.json');
      const args = [compiler, '-p', project, '--incremental', '--tsBuildInfoFile', info, '--pretty', 'false'];
      const { status, stdout, stderr } = await run(process.execPath, args, { timeoutMillis: 300_000 });
      if (status !== 0) complaints.push(`${stdout}${stderr}`.trim());
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return complaints.join('\n');
}

if (isProgram(import.meta.url)) {
  const complaints = await typecheck();
  if (complaints !== '') {
    console.error(complaints);
    process.exitCode = 1;
  }
}
