import { Client as ModernClient } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';

const INFO = { name: 'sallyport-conformance-client', version: '1.0.0' };
/** How often somebody tries one thing. */
const MAX_TRIES = 5;

/** As a JSON-RPC error, or in the text of one that a transport made of a status. */
const isReason = (reason, error) =>
  `${error?.message} ${JSON.stringify(error?.data ?? null)}`.includes(reason);

/**
 * What a client does in a scenario about authorization: it knows of none but the gateway's. Lists the tools and calls the
 * suite's one; where the gateway says that the person has to sign in, they do, and it tries again.
 */
export const authScenario = (revision, signIn) => {
  const patiently = async run => {
    for (let tries = 1; ; tries++) {
      try {
        return await run();
      } catch (error) {
        console.error(`${error?.message}`.slice(0, 500));
        if (tries === MAX_TRIES) throw error;
        if (isReason('credential.needs-sign-in', error)) await signIn();
        // The gateway says at the next call what has to be done.
        else if (!isReason('upstream.credential-refused', error)) throw error;
      }
    }
  };
  return {
    client: () =>
      revision === '2025-11-25'
        ? new LegacyClient(INFO)
        : new ModernClient(INFO, { versionNegotiation: { mode: 'auto' } }),
    patiently,
    run: async client => {
      await patiently(() => client.listTools());
      await patiently(() =>
        client.callTool({ name: 'test-tool', arguments: {} }),
      );
    },
  };
};
