// Brings the example's servers in, as people would: Bob submits, Carol approves. Doing it again changes nothing.
import { portalApi } from './portalApi.mjs';
import { signIn } from './signIn.mjs';
import { waitFor } from './waitFor.mjs';

const SERVERS = ['everything', 'orders'];
const pathOf = name => `/mcp-registry/servers/default/${name}`;

/** @param {{urls: {portal: string, identity: string}, signal: Promise<never>}} options */
export async function seed({ urls, signal }) {
  const as = async person => {
    // The catalog reads its people in the first seconds.
    const { token } = await waitFor(
      () =>
        signIn(person, { portalUrl: urls.portal, identityUrl: urls.identity }),
      { what: `Signing in as ${person}`, seconds: 90, signal, everyMs: 1000 },
    );
    return portalApi({ portalUrl: urls.portal, token });
  };
  const bob = await as('bob');
  let carol;
  for (const name of SERVERS) {
    const server = await waitFor(() => bob('GET', pathOf(name)), {
      what: `The server "${name}" in the registry`,
      seconds: 90,
      signal,
      everyMs: 1000,
    });
    // Whatever people decided since then stays as it is.
    if (server.approvedRevision || server.status !== 'registered') {
      if (!server.pendingRevision?.exampleData) continue;
    }
    let revision =
      server.pendingRevision ??
      (await bob('POST', `${pathOf(name)}/submit`, {
        note: 'Example data: submitted by the starter in Bob’s name.',
        exampleData: true,
      }));
    if (!revision.toolSurface.known) {
      // The server came up after the submission: learn its tools now.
      revision = await bob('POST', `${pathOf(name)}/probe`);
    }
    carol ??= await as('carol');
    await carol('POST', `/mcp-registry/revisions/${revision.digest}/decision`, {
      decision: 'approve',
      reason: 'Example data: approved by the starter in Carol’s name.',
    });
  }
}
