// What the official suite finds of the fixture when a gateway runs it: by one definition, whatever runs it.
import {
  ERAS,
  startHostedChain,
} from '../../conformance/lib/startHostedChain.mjs';
import { requiredOfServers } from '../../conformance/lib/requirements.mjs';
import { runServerSuite } from '../../conformance/lib/runServerSuite.mjs';

/**
 * @param {{runtimes: object, integrity?: string, revisions?: string[]}} options `runtimes`: of the gateway's configuration
 * @returns {Promise<{integrity: string, found: Record<string, Record<string, {passed: number, failures: string[], required: boolean}>>}>}
 */
export async function hostedConformance({
  runtimes,
  integrity,
  revisions = Object.keys(ERAS),
}) {
  const chain = await startHostedChain({ runtimes, integrity });
  try {
    const { installed } = await chain.probe();
    const found = {};
    for (const revision of revisions) {
      const required = requiredOfServers(revision);
      const { scenarios, output } = await runServerSuite({
        url: chain.urls[revision],
        revision,
      });
      for (const scenario of required)
        if (!scenarios.has(scenario))
          throw new Error(`${scenario} did not run:\n${output.slice(-4000)}`);
      found[revision] = Object.fromEntries(
        [...scenarios]
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([name, { passed, failures }]) => [
            name,
            { passed, failures, required: required.includes(name) },
          ]),
      );
    }
    return { integrity: installed.integrity, found };
  } finally {
    await chain.stop();
  }
}
