import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ensureTools } from '../../tests/setup/tools';
import { findChromium } from '../chromium-host/chromium';
import { build } from './build';
import { type DemoEngine, startDemoEngine } from './demo-engine';
import { obtainElectron } from './electron-binary';
import { inRepo, repoRoot } from './paths';

/** Runs a program on this terminal until it ends. Ctrl+C reaches it by the terminal, SIGTERM is passed on. */
function runHere(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: repoRoot, stdio: 'inherit', env });
    const pass = (): void => void child.kill('SIGTERM');
    const ignore = (): void => undefined;
    process.on('SIGTERM', pass);
    process.on('SIGINT', ignore);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', ignore);
      resolve(code ?? 1);
    });
  });
}

async function openApp(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const electron = process.env['PILOTHOUSE_HOST'] === 'chromium' ? undefined : await obtainElectron();
  // As root Electron, like Chromium, refuses to start with its sandbox.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  if (electron !== undefined) return runHere(electron, [...asRoot, repoRoot, ...args], env);
  console.log(
    'Electron’s program is not here and cannot be fetched: opening Pilothouse in Chromium instead.',
  );
  // Says by itself what is missing if this did not help.
  if (findChromium() === undefined) await ensureTools();
  const host = inRepo('tools', 'chromium-host', 'index.ts');
  return runHere(process.execPath, ['--import', 'tsx', host, ...args], env);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: { demo: { type: 'boolean', default: false }, headless: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const built = await build();
  if (built.length > 0) console.log(`Built ${built.join(', ')}`);
  let demo: DemoEngine | undefined;
  const env = { ...process.env };
  if (values.demo) {
    demo = await startDemoEngine();
    env['DOCKER_HOST'] = demo.dockerHost;
    // So that it is called what it is.
    env['PILOTHOUSE_DEMO'] = '1';
    // A plain socket: neither a context nor the certificates of another engine apply.
    for (const name of ['DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'])
      Reflect.deleteProperty(env, name);
  }
  try {
    return await openApp([...(values.headless ? ['--headless'] : []), ...positionals], env);
  } finally {
    await demo?.stop();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
