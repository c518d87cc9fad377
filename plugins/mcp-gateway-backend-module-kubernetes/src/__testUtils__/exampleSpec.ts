import type { RuntimeSpec } from '@sallyport/backstage-plugin-mcp-gateway-node';

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** A runtime of a server that is an image. */
export function exampleSpec(change: Partial<RuntimeSpec> = {}): RuntimeSpec {
  return {
    runtimeId: 'b7e1a3f0-0000-4000-8000-000000000001',
    owner: 'replica 1',
    serverRef: 'api:default/notes',
    prepared: {
      package: {
        registry: 'oci',
        identifier: 'registry.example.com/team/notes',
        version: '1.2.3',
        integrity: DIGEST,
      },
      integrity: DIGEST,
      commands: {},
      location: `registry.example.com/team/notes@${DIGEST}`,
    },
    args: [],
    env: {},
    profile: {},
    secrets: {},
    ...change,
  };
}
