import { createHash } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { JsonObject } from '@backstage/types';
import type { TrustSubject } from '../types';
import type { TestRegistry } from './startRegistry';

export const HEX = createHash('sha512').update('the archive').digest('hex');
export const INTEGRITY = `sha512-${Buffer.from(HEX, 'hex').toString('base64')}`;
export const NOW = new Date('2026-11-28T12:00:00.000Z');
export const clock = { now: () => NOW };

/** A revision that runs a package. */
export function aSubject(
  more: Partial<RevisionSnapshot> = {},
  others: Awaited<ReturnType<TrustSubject['others']>> = [],
): TrustSubject {
  return {
    snapshot: {
      version: 1,
      serverId: '1',
      serverRef: 'api:default/orders',
      origin: 'url:https://example.com/catalog-info.yaml',
      owner: 'group:default/shop',
      riskTier: 'low',
      dataClassification: 'internal',
      compliance: [],
      audience: [],
      reaches: [],
      package: {
        registry: 'npm',
        identifier: '@acme/orders',
        version: '1.2.0',
      },
      installed: { integrity: `${INTEGRITY}?tree=abc&at=1` },
      toolSurface: null,
      ...more,
    },
    others: async () => others,
  };
}

/** A package as a registry of npm describes it; `version` changes the manifest of 1.2.0. */
export function aPackument(
  version: object = {},
  publishedAt = '2026-10-01T00:00:00.000Z',
) {
  return {
    name: '@acme/orders',
    versions: {
      '1.2.0': {
        name: '@acme/orders',
        version: '1.2.0',
        license: 'Apache-2.0',
        repository: {
          type: 'git',
          url: 'git+https://github.com/acme/orders.git',
        },
        maintainers: [{ name: 'ann' }, { name: 'bob' }],
        dist: { integrity: INTEGRITY },
        ...version,
      },
    },
    time: { created: '2024-01-01T00:00:00.000Z', '1.2.0': publishedAt },
  };
}

export const PACKAGE_PATH = '/@acme%2Forders';
export const ATTESTATIONS_PATH = '/-/npm/v1/attestations/@acme%2Forders@1.2.0';

/** A portal whose configuration names the test's registry. */
export function aConfig(registry: TestRegistry, trust: JsonObject = {}) {
  return mockServices.rootConfig({
    data: {
      mcpRegistry: {
        trust: {
          npm: { url: registry.url },
          pypi: { url: registry.url },
          images: [{ host: registry.host, url: registry.url }],
          timeoutSeconds: 1,
          ...trust,
        },
      },
    },
  });
}
