import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const common = { restoreMocks: true, testTimeout: 20_000, hookTimeout: 60_000 } as const;

/**
 * unit: pure code and services, plain Node. dom: React components in happy-dom. real: a private dockerd.
 * e2e: the built app in Chromium. electron: the built app in Electron, where that is. package: what electron-builder packs.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          environment: 'node',
          include: [
            '{main,shared,preload,tools,renderer}/**/*.test.ts',
            'tests/{bench,compat,fuzz,protocol,services,transport}/**/*.test.ts',
          ],
        },
      },
      {
        plugins: [react()],
        test: { ...common, name: 'dom', environment: 'happy-dom', include: ['renderer/**/*.test.tsx'] },
      },
      {
        test: {
          ...common,
          name: 'real',
          environment: 'node',
          include: ['tests/real-engine/**/*.test.ts', 'tests/setup/**/*.test.ts'],
          globalSetup: ['tests/setup/global-engine.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...common,
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/setup/global-engine.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...common,
          name: 'electron',
          environment: 'node',
          include: ['tests/electron/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...common,
          name: 'package',
          environment: 'node',
          include: ['tests/package/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
