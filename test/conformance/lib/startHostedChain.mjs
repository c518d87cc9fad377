import { REGISTRY_CREDENTIALS } from '../../support/rig/credentialsOf.mjs';
import { startRig } from '../../support/rig/startRig.mjs';
import { startShim } from './startShim.mjs';

/** What a gateway is told to run: the era is a word for the program, as a server's mode would be. */
export const fixtureDefinition = ({ era, integrity }) => ({
  package: {
    registry: 'npm',
    identifier: '@sallyport-test/conformance-fixture',
    version: '1.0.0',
    ...(integrity && { integrity }),
  },
  args: [era],
  profile: {},
  // The program as the client's own: it may be asked things.
  isolation: 'per-session',
});

export const ERAS = { '2025-11-25': 'legacy', '2026-07-28': 'modern' };

/**
 * Shims → a gateway that runs the fixture itself.
 * @param {{runtimes: object, integrity?: string}} options `runtimes`: of the gateway's configuration
 */
export async function startHostedChain({ runtimes, integrity }) {
  const rig = await startRig({
    servers: Object.values(ERAS).map(era => ({
      name: era,
      tools: 'probe',
      hosted: fixtureDefinition({ era, integrity }),
    })),
    people: ['alice'],
    config: { mcpGateway: { runtimes } },
  });
  const shims = [];
  try {
    const [gateway] = rig.gateways;
    const urls = {};
    for (const [revision, era] of Object.entries(ERAS)) {
      const shim = await startShim({
        targets: [rig.endpoint(era)],
        token: await rig.token('alice', era),
      });
      shims.push(shim);
      urls[revision] = shim.url;
    }
    return {
      urls,
      log: () => gateway.log,
      /** What a probe finds: its driver and what was installed. */
      probe: () =>
        gateway.api('POST', '/probes', {
          credentials: REGISTRY_CREDENTIALS,
          body: {
            serverId: 'id-of-legacy',
            hosted: fixtureDefinition({ era: 'legacy', integrity }),
          },
        }),
      stop: async () => {
        for (const shim of shims) await shim.stop();
        await rig.stop();
      },
    };
  } catch (error) {
    for (const shim of shims) await shim.stop();
    await rig.stop();
    throw error;
  }
}
