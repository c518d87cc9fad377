import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongDependencies, wrongImports } from './lib/directions.mjs';
import { isSource, isTest, trackedFiles } from './lib/trackedFiles.mjs';

const files = trackedFiles();
const sources = files.filter(({ path }) => isSource(path));

test('there is source to check', () =>
  assert.ok(sources.length > 20, `${sources.length} files`));

test('imports go one way', () => {
  assert.deepEqual(
    sources.flatMap(file => wrongImports({ ...file, test: isTest(file.path) })),
    [],
  );
});

test('so do the dependencies that packages declare', () => {
  const manifests = files.filter(({ path }) =>
    /^plugins\/[^/]+\/package\.json$/.test(path),
  );
  assert.deepEqual(manifests.flatMap(wrongDependencies), []);
});

const scope = '@sallyport/backstage-plugin-';
const violations = [
  [
    'plugins/mcp-gateway-common/src/a.ts',
    `import { x } from '${scope}mcp-registry-common';`,
  ],
  [
    'plugins/mcp-registry-common/src/a.ts',
    `import { x } from '${scope}mcp-registry-node';`,
  ],
  [
    'plugins/mcp-registry-node/src/a.ts',
    `export { x } from '${scope}mcp-registry-backend';`,
  ],
  [
    'plugins/mcp-registry-backend/src/a.ts',
    `import type { X } from '${scope}mcp-gateway-backend';`,
  ],
  [
    'plugins/mcp-gateway-backend/src/a.ts',
    `const x = await import('${scope}mcp-registry-backend');`,
  ],
  [
    'plugins/mcp-gateway-backend/src/a.ts',
    `import { mcpSpecSchema } from '${scope}mcp-registry-common';`,
  ],
  [
    'plugins/mcp-registry/src/a.tsx',
    `import { x } from '${scope}mcp-registry-node';`,
  ],
  ['plugins/mcp-registry/src/a.tsx', `import { x } from 'node:crypto';`],
  [
    'plugins/mcp-registry-common/src/a.ts',
    `import { x } from '@backstage/backend-plugin-api';`,
  ],
  [
    'plugins/mcp-registry-backend/src/a.ts',
    `import { x } from '../../mcp-registry-common/src/model';`,
  ],
  [
    'plugins/mcp-registry-backend/src/a.ts',
    `import { x } from '${scope}mcp-registry-common/src/model';`,
  ],
  [
    'plugins/mcp-registry-backend/src/a.ts',
    `import { x } from '@backstage/plugin-catalog-backend';`,
  ],
  ['plugins/mcp-gateway-backend/src/a.ts', `import React from 'react';`],
  [
    'packages/backend/src/a.ts',
    `import '../../../plugins/mcp-registry-backend/src/plugin';`,
  ],
];
for (const [path, text] of violations) {
  test(`the guard catches ${text} in ${path
    .split('/')
    .slice(0, 2)
    .join('/')}`, () => {
    assert.equal(wrongImports({ path, text, test: false }).length, 1);
  });
}

test('the guard catches a dependency in the wrong direction', () => {
  const text = JSON.stringify({
    dependencies: { [`${scope}mcp-registry-backend`]: 'workspace:^' },
  });
  assert.equal(
    wrongDependencies({
      path: 'plugins/mcp-gateway-backend/package.json',
      text,
    }).length,
    1,
  );
});

test('the guard lets the allowed directions pass', () => {
  const allowed = [
    [
      'plugins/mcp-registry-common/src/a.ts',
      `import { x } from '${scope}mcp-gateway-common';`,
    ],
    [
      'plugins/mcp-gateway-backend/src/a.ts',
      `import { mcpAuditReadPermission } from '${scope}mcp-registry-common';\nimport { x } from '${scope}mcp-registry-node';`,
    ],
    ['plugins/mcp-registry/src/a.tsx', `import React from 'react';`],
    [
      'packages/backend/src/a.ts',
      `backend.add(import('${scope}mcp-registry-backend'));`,
    ],
  ];
  assert.deepEqual(
    allowed.flatMap(([path, text]) =>
      wrongImports({ path, text, test: false }),
    ),
    [],
  );
});
