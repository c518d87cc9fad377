// Brings the example's servers in, as people would: an owner submits, Carol approves. Doing it again changes nothing.
import { portalApi } from './portalApi.mjs';
import { signIn } from './signIn.mjs';
import { waitFor } from './waitFor.mjs';

/** The servers, and who submits each: somebody of the group that owns it. */
const SERVERS = {
  everything: 'bob',
  orders: 'bob',
  memory: 'bob',
  filesystem: 'erin',
  'sequential-thinking': 'alice',
};
const pathOf = name => `/mcp-registry/servers/default/${name}`;
const titleOf = person => person[0].toUpperCase() + person.slice(1);

/**
 * @param {{urls: {portal: string, identity: string}, signal: Promise<never>}} options
 * @returns {Promise<{name: string, why: string}[]>} servers that do not run, and why
 */
export async function seed({ urls, signal }) {
  const people = new Map();
  const signInAs = async person => {
    // The catalog reads its people in the first seconds.
    const { token } = await waitFor(
      () =>
        signIn(person, { portalUrl: urls.portal, identityUrl: urls.identity }),
      { what: `Signing in as ${person}`, seconds: 90, signal, everyMs: 1000 },
    );
    return portalApi({ portalUrl: urls.portal, token });
  };
  const as = async person => {
    if (!people.has(person)) people.set(person, await signInAs(person));
    return people.get(person);
  };
  const unavailable = [];
  for (const [name, owner] of Object.entries(SERVERS)) {
    const api = await as(owner);
    const server = await waitFor(() => api('GET', pathOf(name)), {
      what: `The server "${name}" in the registry`,
      seconds: 90,
      signal,
      everyMs: 1000,
    });
    // Whatever people decided since then stays as it is.
    if (server.approvedRevision || server.status !== 'registered') {
      const why = await whyNotRunning(api, server);
      if (why) unavailable.push({ name, why });
      if (!server.pendingRevision?.exampleData) continue;
    }
    let revision =
      server.pendingRevision ??
      (await api('POST', `${pathOf(name)}/submit`, {
        note: `Example data: submitted by the starter in ${titleOf(
          owner,
        )}’s name.`,
        exampleData: true,
      }));
    if (!revision.toolSurface.known) {
      // The server came up after the submission, or what runs it did: learn its tools now.
      revision = await api('POST', `${pathOf(name)}/probe`);
    }
    if (!revision.toolSurface.known) {
      // Carol approves nothing that nobody has seen: it waits in the portal, with the reason.
      unavailable.push({ name, why: revision.toolSurface.probeError });
      continue;
    }
    const carol = await as('carol');
    await carol('POST', `/mcp-registry/revisions/${revision.digest}/decision`, {
      decision: 'approve',
      reason: 'Example data: approved by the starter in Carol’s name.',
    });
  }
  return unavailable;
}

/** What keeps an approved server that the gateway runs from running on this machine; nothing for those that run elsewhere. */
async function whyNotRunning(api, { serverId }) {
  try {
    const { driver } = await api(
      'GET',
      `/mcp-gateway/servers/${encodeURIComponent(serverId)}/runtime`,
    );
    return driver.problems
      .map(({ text, remedy }) => `${text} ${remedy}`)
      .join(' ');
  } catch (error) {
    if (error.status === 404) return undefined;
    throw error;
  }
}
