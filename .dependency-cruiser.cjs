/** The import rules of docs/architecture.md. */
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }, 'A cycle hides who owns whom.'),
    rule(
      'no-orphans',
      {
        orphan: true,
        pathNot: [
          '\\.(test|bench)\\.tsx?$',
          '\\.d\\.ts$',
          '\\.config\\.(ts|mjs|cjs)$',
          '^main/app/index\\.ts$',
          '^preload/index\\.ts$',
          '^tools/',
          '^tests/',
        ],
      },
      {},
      'A module that nobody imports is dead code.',
    ),
    rule(
      'shared-is-pure',
      { path: '^shared/', pathNot: '\\.test\\.ts$' },
      { pathNot: ['^shared/', '^node_modules/zod/'] },
      'shared may use the schema library only.',
    ),
    rule(
      'preload-is-small',
      { path: '^preload/' },
      { pathNot: ['^preload/', '^shared/', 'node_modules/electron'] },
    ),
    rule(
      'renderer-is-a-page',
      { path: '^renderer/' },
      { path: ['^main/', '^preload/', 'node_modules/electron/'] },
    ),
    rule(
      'renderer-has-no-node',
      { path: '^renderer/', pathNot: '\\.test\\.tsx?$' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'features-are-apart',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/([^/]+)/', pathNot: '^renderer/features/$1/' },
    ),
    rule(
      'ui-knows-no-state',
      { path: '^renderer/ui/' },
      { path: ['^renderer/(features|state|app|bridge)/'] },
    ),
    rule(
      'electron-in-app-only',
      { path: '^main/', pathNot: '^main/app/' },
      { path: ['^main/app/', 'node_modules/electron/'] },
    ),
    rule('main-is-no-page', { path: '^main/' }, { path: ['^renderer/', '^preload/', '^tools/', '^tests/'] }),
    rule(
      'codec-is-pure',
      { path: '^main/engine/codec/', pathNot: '\\.test\\.ts$' },
      { pathNot: ['^main/engine/codec/', '^shared/util/'] },
    ),
    rule('engine-looks-down', { path: '^main/engine/' }, { path: ['^main/(services|rpc|state)/'] }),
    rule('services-look-down', { path: '^main/services/' }, { path: ['^main/rpc/'] }),
    rule(
      'product-knows-no-tools',
      { path: '^(main|preload|renderer|shared)/', pathNot: '\\.test\\.tsx?$' },
      { path: ['^tools/', '^tests/'] },
    ),
    rule(
      'sim-is-an-engine-only',
      { path: '^tools/engine-sim/' },
      { path: ['^(main|preload|renderer)/'] },
      'The product knows the demo engine only at a socket.',
    ),
    rule(
      'no-dev-dependency',
      { path: '^(main|preload|renderer|shared)/', pathNot: '\\.test\\.tsx?$' },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/electron/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
