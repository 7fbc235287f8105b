import type { TestProject } from 'vitest/node';
import { type PrivateDockerd, startDockerd } from './dockerd';
import { whyNoEngine } from './tools';

/** One private engine for a whole run of a vitest project. Tests reach it through `sharedEngine()`. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const why = whyNoEngine();
  if (why !== undefined) {
    project.provide('engine', null);
    console.warn(`Tests on a real engine are skipped, ${why}.`);
    return undefined;
  }
  const engine: PrivateDockerd = await startDockerd();
  await engine.importBusybox();
  project.provide('engine', { socket: engine.socket, configFolder: `${engine.folder}/cli` });
  return () => engine.stop();
}

declare module 'vitest' {
  interface ProvidedContext {
    engine: { readonly socket: string; readonly configFolder: string } | null;
  }
}
