import { TOOLS } from './startServer.mjs';

const SERVER = 'api:default/counter';
const ALICE = 'user:default/alice';

async function grantOf(as) {
  const { items } = await as.alice(
    'GET',
    '/mcp-registry/grants?role=mine&state=active',
  );
  return items[0];
}

async function stop(as, target) {
  const made = await as.carol('POST', '/mcp-registry/stops', {
    ...target,
    reason: 'For the test',
    message: 'Closed for the test.',
  });
  const lift = async () =>
    (
      await as.erin('POST', `/mcp-registry/stops/${made.id}/lift`, {
        reason: 'For the test',
      })
    ).sequence;
  return { sequence: made.sequence, undo: lift };
}

async function revoke(as) {
  const { id } = await grantOf(as);
  const { revokedSequence } = await as.bob(
    'POST',
    `/mcp-registry/grants/${id}/revoke`,
    { reason: 'For the test' },
  );
  const again = async () => {
    const request = await as.alice('POST', '/mcp-registry/access-requests', {
      serverRef: SERVER,
      purpose: 'To see that it works',
      tools: { kind: 'all' },
      durationDays: 7,
    });
    await as.bob(
      'POST',
      `/mcp-registry/access-requests/${request.id}/decision`,
      { decision: 'approve' },
    );
    return undefined;
  };
  return { sequence: revokedSequence, undo: again };
}

/**
 * What takes a call away, by its name, with the reason that callers hear: each gives the sequence number of the change, and how it
 * is undone.
 */
export const ENDINGS = {
  server: {
    reason: 'stop.server',
    act: as => stop(as, { kind: 'server', serverRef: SERVER }),
  },
  tool: {
    reason: 'stop.tool',
    act: as => stop(as, { kind: 'tool', serverRef: SERVER, subject: TOOLS[0] }),
  },
  grant: {
    reason: 'stop.access',
    act: async as =>
      stop(as, { kind: 'grant', subject: (await grantOf(as)).id }),
  },
  person: {
    reason: 'stop.caller',
    act: as => stop(as, { kind: 'person', subject: ALICE }),
  },
  host: {
    reason: 'stop.server',
    act: as => stop(as, { kind: 'host', subject: 'localhost' }),
  },
  revocation: { reason: 'grant.missing', act: revoke },
};
