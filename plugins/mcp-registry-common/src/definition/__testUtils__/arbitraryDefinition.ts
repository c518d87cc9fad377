import fc from 'fast-check';
import { findHostingProblem } from '../findHostingProblem';
import {
  type ServerDefinition,
  serverDefinitionSchema,
} from '../serverDefinition';

const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined });
const word = fc.constantFrom(
  'orders',
  'Über uns',
  'a: b',
  '- x',
  "it's",
  'yes',
);
const words = fc.array(fc.constantFrom('gdpr', 'shop', 'x-1'), {
  maxLength: 3,
});
const digest = fc.constant(`sha256:${'a1'.repeat(32)}`);

const profile = fc.record({
  read: optional(fc.constantFrom(['/srv/data:/data'], [])),
  network: fc.record({
    outbound: fc.record({
      allow_host: fc.subarray(['a.example', 'b.example', '.c.example']),
      allow_port: fc.subarray([443, 8443], { minLength: 1 }),
    }),
  }),
  sallyport: optional(
    fc.record({
      egress: optional(
        fc.array(
          fc.record({
            host: fc.constantFrom('a.example', 'd.example'),
            port: fc.constantFrom(443, 5432),
          }),
          { maxLength: 2 },
        ),
      ),
      limits: optional(
        fc.record({
          cpu: optional(fc.constantFrom(0.5, 2)),
          memoryBytes: optional(fc.constant(256 * 1024 ** 2)),
          pids: optional(fc.constant(64)),
        }),
      ),
      env: optional(fc.dictionary(fc.constantFrom('LEVEL', 'MODE'), word)),
      secrets: optional(
        fc.dictionary(
          fc.constantFrom('API_KEY', 'TOKEN'),
          fc.record({
            secret: fc.constantFrom('orders-key', 'shop.token'),
            as: fc.constantFrom('env' as const, 'file'),
          }),
        ),
      ),
    }),
  ),
});

const hosted = fc.record({
  package: fc.oneof(
    fc.record({
      registry: fc.constant('oci' as const),
      identifier: fc.constantFrom('ghcr.io/acme/orders', 'host:5000/orders'),
      version: fc.constantFrom('1.2.0', 'v3'),
      integrity: optional(digest),
    }),
    fc.record({
      registry: fc.constantFrom('npm' as const, 'pypi'),
      identifier: fc.constantFrom('@acme/orders', 'orders'),
      version: fc.constantFrom('1.2.0', '3.0.1'),
    }),
  ),
  run: optional(
    fc.oneof(
      fc.record({
        args: optional(fc.array(word, { minLength: 1, maxLength: 3 })),
        env: optional(fc.dictionary(fc.constantFrom('LEVEL', 'REGION'), word)),
        command: optional(fc.constant('orders-mcp')),
      }),
      fc.record({
        transport: fc.constant('streamable-http' as const),
        port: fc.constantFrom(8080, 9000),
        path: optional(fc.constantFrom('/mcp', '/tools')),
      }),
    ),
  ),
  isolation: optional(fc.constantFrom('shared' as const, 'per-user')),
  permissionProfile: optional(profile),
});
const remote = fc.record({
  upstream: fc.record({
    type: fc.constantFrom('streamable-http' as const, 'sse'),
    url: fc.constantFrom('https://mcp.example.com/mcp', 'http://orders:80/x'),
  }),
  credential: optional(
    fc.constantFrom(
      { type: 'none' as const },
      { type: 'static' as const, secret: 'orders' },
      { type: 'user-oauth' as const, scopes: ['orders.read'] },
    ),
  ),
});

/** Definitions of every shape that can be registered. */
export const arbitraryDefinition: fc.Arbitrary<ServerDefinition> = fc
  .tuple(
    fc.record({
      namespace: optional(fc.constantFrom('default', 'team-a')),
      name: fc.constantFrom('orders', 'shop-2'),
      title: optional(word),
      description: fc.oneof(word, fc.constant('long '.repeat(60).trim())),
      owner: fc.constantFrom('group:default/shop', 'shop'),
      system: optional(fc.constant('shop')),
      lifecycle: optional(fc.constant('production')),
      tags: optional(words),
      riskTier: fc.constantFrom('low' as const, 'high'),
      dataClassification: fc.constantFrom('public' as const, 'restricted'),
      compliance: optional(words),
      audience: optional(words),
      reaches: optional(words),
    }),
    fc.oneof(hosted, remote),
  )
  .map(([described, server]) =>
    // As JSON: what is undefined is absent.
    JSON.parse(JSON.stringify({ ...described, ...server })),
  )
  .filter(
    value =>
      serverDefinitionSchema.safeParse(value).success &&
      findHostingProblem(value) === undefined,
  );
