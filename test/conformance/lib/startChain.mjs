import { startRig } from '../../support/rig/startRig.mjs';
import { startFixture } from '../fixture/startFixture.mjs';
import { startShim } from './startShim.mjs';

/**
 * Shim → gateways → fixture.
 * @param {{gateways?: number, database?: string}} [options]
 */
export async function startChain({ gateways = 1, database } = {}) {
  const started = [];
  const stop = async () => {
    for (const part of started.reverse()) await part.stop();
  };
  const start = async starting => {
    const part = await starting;
    started.push(part);
    return part;
  };
  try {
    const fixture = await start(startFixture());
    const rig = await start(
      startRig({
        servers: [{ name: 'fixture', url: fixture.url, tools: 'probe' }],
        people: ['alice'],
        gateways,
        database,
      }),
    );
    const { url } = await start(
      startShim({
        targets: rig.gateways.map(gateway => rig.endpoint('fixture', gateway)),
        token: await rig.token('alice', 'fixture'),
      }),
    );
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
