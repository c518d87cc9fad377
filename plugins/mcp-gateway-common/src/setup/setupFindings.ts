/** How a set-up check turned out; `unknown` where it could not be found out, which is never a pass. */
export const SETUP_STATUSES = ['ok', 'warn', 'fail', 'unknown'] as const;
/** See {@link SETUP_STATUSES}. */
export type SetupStatus = (typeof SETUP_STATUSES)[number];

/** What a set-up check can find, and what to do about it. */
interface Finding {
  status: SetupStatus;
  /** The threat that it is about. */
  threat: 'A1' | 'P1' | 'D9' | 'D10' | 'S1' | 'T6';
  text: string;
  /** What to do. */
  fix?: string;
}

/**
 * Everything that a set-up check can find: `<check>.<finding>`. The backends send the texts along, for the command line; the
 * portal translates by id.
 */
export const SETUP_FINDINGS = {
  'portal-permissions.on': {
    status: 'ok',
    threat: 'P1',
    text: 'The portal asks a permission policy.',
  },
  'portal-permissions.off': {
    status: 'fail',
    threat: 'P1',
    text: 'The permission framework is off in the portal: every signed-in person may see every server, and what is kept to a few in the example policy is open to all. Grants and approvals hold all the same.',
    fix: 'Set permission.enabled: true in the portal, and give it a policy (docs/permissions.md).',
  },
  'portal-auth-policy.on': {
    status: 'ok',
    threat: 'P1',
    text: 'The portal’s APIs ask who calls.',
  },
  'portal-auth-policy.off': {
    status: 'fail',
    threat: 'P1',
    text: 'The portal’s APIs answer callers without a token.',
    fix: 'Remove backend.auth.dangerouslyDisableDefaultAuthPolicy.',
  },
  'portal-guests.none': {
    status: 'ok',
    threat: 'P1',
    text: 'Nobody gets in as a guest.',
  },
  'portal-guests.local': {
    status: 'warn',
    threat: 'P1',
    text: 'People get in as a guest, who is nobody: what guests do cannot be told apart.',
    fix: 'Remove auth.providers.guest before others reach this portal.',
  },
  'portal-guests.open': {
    status: 'fail',
    threat: 'P1',
    text: 'People who did not sign in get into this portal as a guest.',
    fix: 'Remove auth.providers.guest.',
  },
  'portal-sign-in.company': {
    status: 'ok',
    threat: 'P1',
    text: 'People sign in at an identity provider that is not on this machine.',
  },
  'portal-sign-in.demo-local': {
    status: 'warn',
    threat: 'P1',
    text: 'People sign in at an identity provider on this machine, as the demo does: there everybody can be anybody.',
    fix: 'Before others reach this portal, configure your company’s provider (app-config.yaml shows Okta, Entra ID and Google).',
  },
  'portal-sign-in.demo': {
    status: 'fail',
    threat: 'P1',
    text: 'Others reach this portal, and it lets people sign in at an identity provider on its own machine, as the demo does.',
    fix: 'Configure your company’s provider (app-config.yaml shows Okta, Entra ID and Google).',
  },
  'portal-sign-in.none': {
    status: 'fail',
    threat: 'P1',
    text: 'No identity provider is configured.',
    fix: 'Configure one below auth.providers.',
  },
  'portal-https.on': {
    status: 'ok',
    threat: 'P1',
    text: 'People reach the portal by https.',
  },
  'portal-https.local': {
    status: 'ok',
    threat: 'P1',
    text: 'Only this machine reaches the portal, so plain http is no danger.',
  },
  'portal-https.plain': {
    status: 'fail',
    threat: 'P1',
    text: 'People reach the portal by plain http: sessions and tokens can be read on the way.',
    fix: 'Put TLS in front of the portal, and use https in app.baseUrl and backend.baseUrl.',
  },
  'portal-secrets.own': {
    status: 'ok',
    threat: 'P1',
    text: 'No secret of the portal’s configuration is short or an example’s.',
  },
  'portal-secrets.weak': {
    status: 'fail',
    threat: 'P1',
    text: 'Secrets of the portal’s configuration are short, or stand in an example.',
    fix: 'Make new ones with: openssl rand -base64 32',
  },
  'portal-external-access.bounded': {
    status: 'ok',
    threat: 'P1',
    text: 'No token for programs opens every API of the portal.',
  },
  'portal-external-access.unbounded': {
    status: 'warn',
    threat: 'P1',
    text: 'A token for programs opens every API of the portal.',
    fix: 'Give each entry of backend.auth.externalAccess its accessRestrictions.',
  },
  'portal-mcp-endpoint.absent': {
    status: 'ok',
    threat: 'P1',
    text: 'The portal has no MCP endpoint of its own beside the gateway.',
  },
  'portal-mcp-endpoint.beside': {
    status: 'fail',
    threat: 'P1',
    text: 'The portal’s own MCP endpoint (mcp-actions) answers beside the gateway: calls there are neither decided nor recorded by it.',
    fix: 'Remove plugin-mcp-actions-backend from the portal, or let only the gateway reach /api/mcp-actions and register it as a server like any other.',
  },
  'portal-mcp-endpoint.unknown': {
    status: 'unknown',
    threat: 'P1',
    text: 'Whether the portal has an MCP endpoint of its own could not be found out.',
    fix: 'Ask for /api/mcp-actions/v1 yourself: it should answer with 404.',
  },
  'portal-tokens.kept': {
    status: 'ok',
    threat: 'D9',
    text: 'The portal gives its own tokens to no MCP client.',
  },
  'portal-tokens.given': {
    status: 'warn',
    threat: 'D9',
    text: 'The portal gives its own tokens to MCP clients. Such a token cannot be told from the portal’s pages, so an agent that holds one could decide in its person’s name.',
    fix: 'Turn off auth.experimentalDynamicClientRegistration and auth.clientIdMetadataDocuments: MCP clients sign in at the gateway.',
  },
  'portal-fresh-sign-in.on': {
    status: 'ok',
    threat: 'D9',
    text: 'Decisions of high risk need a fresh sign-in, in the browser where they are made.',
  },
  'portal-fresh-sign-in.off': {
    status: 'warn',
    threat: 'D9',
    text: 'A token of the portal is enough to decide about servers of high risk.',
    fix: 'Configure mcpRegistry.freshSignIn (docs/permissions.md).',
  },
  'approvers.named': {
    status: 'ok',
    threat: 'P1',
    text: 'A group reviews servers.',
  },
  'approvers.none': {
    status: 'fail',
    threat: 'P1',
    text: 'No group reviews servers, so none can be approved.',
    fix: 'Name it in mcpRegistry.approverGroups.',
  },
  'advisories.fresh': {
    status: 'ok',
    threat: 'T6',
    text: 'Advisories about packages are read, and no older than they may be.',
  },
  'advisories.none': {
    status: 'warn',
    threat: 'T6',
    text: 'There are no advisories to go by, so nobody hears of known vulnerabilities in what servers are made of.',
    fix: 'Name an export of OSV in mcpRegistry.contents.osv (docs/checks-contents.md).',
  },
  'advisories.stale': {
    status: 'fail',
    threat: 'T6',
    text: 'Advisories, or statements about them, could not be read or are too old: the check “What it is made of” cannot be done, or goes by what was read before.',
    fix: 'Look at what brings them to where mcpRegistry.contents says. The log of the portal has the reason.',
  },
  'catalog-endpoints.gateway': {
    status: 'ok',
    threat: 'D10',
    text: 'The catalog points clients of every MCP server to the gateway.',
  },
  'catalog-endpoints.elsewhere': {
    status: 'fail',
    threat: 'D10',
    text: 'The catalog points clients of some MCP servers past the gateway.',
    fix: 'Add the catalog module of mcp-registry to the portal, and see why it does not write spec.remotes of these entities.',
  },
  'catalog-endpoints.unknown': {
    status: 'unknown',
    threat: 'D10',
    text: 'Where the catalog points clients could not be found out.',
    fix: 'Set mcpGateway.listen.publicUrl in the portal too, and see whether the catalog answers.',
  },
  'gateway-permissions.on': {
    status: 'ok',
    threat: 'P1',
    text: 'The gateway asks the portal’s permission policy.',
  },
  'gateway-permissions.off': {
    status: 'fail',
    threat: 'P1',
    text: 'The permission framework is off at the gateway: everyone may get a token for every server and read everybody’s calls. Grants hold all the same.',
    fix: 'Set permission.enabled: true for the gateway.',
  },
  'gateway-https.on': {
    status: 'ok',
    threat: 'P1',
    text: 'MCP clients reach the gateway by https.',
  },
  'gateway-https.local': {
    status: 'ok',
    threat: 'P1',
    text: 'Only this machine reaches the gateway, so plain http is no danger.',
  },
  'gateway-https.plain': {
    status: 'fail',
    threat: 'P1',
    text: 'MCP clients reach the gateway by plain http: their tokens can be read on the way.',
    fix: 'Set mcpGateway.listen.https, or put TLS in front of the gateway, and use https in mcpGateway.listen.publicUrl.',
  },
  'gateway-keys.own': {
    status: 'ok',
    threat: 'P1',
    text: 'Keys in the gateway’s database are encrypted.',
  },
  'gateway-keys.elsewhere': {
    status: 'unknown',
    threat: 'P1',
    text: 'What encrypts the gateway’s database is not in mcpGateway.encryption.keys.',
    fix: 'Nothing, where a key provider of your own does. Else set mcpGateway.encryption.keys.',
  },
  'gateway-keys.example-local': {
    status: 'warn',
    threat: 'P1',
    text: 'The example’s key encrypts the gateway’s database.',
    fix: 'Before others reach this gateway, put a key of your own in front (openssl rand -base64 32).',
  },
  'gateway-keys.example': {
    status: 'fail',
    threat: 'P1',
    text: 'The example’s key, or a weak one, encrypts the database of a gateway that others reach.',
    fix: 'Put a key of your own in front in mcpGateway.encryption.keys (openssl rand -base64 32), and remove the old one once nothing is sealed with it.',
  },
  'gateway-request-limit.each': {
    status: 'ok',
    threat: 'P1',
    text: 'The limit on requests to the sign-in of MCP clients counts each address by itself.',
  },
  'gateway-request-limit.together': {
    status: 'warn',
    threat: 'P1',
    text: 'A proxy stands in front of the gateway, so the limit on requests to the sign-in of MCP clients counts everybody together: one stranger can use it up for all.',
    fix: 'Limit requests by address at the proxy, and set mcpGateway.authorizationServer.requestsPerMinute for everybody together.',
  },
  'gateway-clients.known': {
    status: 'ok',
    threat: 'P1',
    text: 'Only clients that an administrator allowed may sign people in.',
  },
  'gateway-clients.strangers': {
    status: 'warn',
    threat: 'P1',
    text: 'Any program may register as a client, under any name.',
    fix: 'Name clients in mcpGateway.authorizationServer.clients, and turn off dynamicRegistration.',
  },
  'gateway-feed.current': {
    status: 'ok',
    threat: 'P1',
    text: 'The gateway hears the registry.',
  },
  'gateway-feed.behind': {
    status: 'fail',
    threat: 'P1',
    text: 'The gateway does not hear the registry, so it refuses calls.',
    fix: 'See in the gateway’s log why the registry does not answer.',
  },
  'gateway-audit.written': {
    status: 'ok',
    threat: 'A1',
    text: 'Calls are written down, and what is written gets into the database.',
  },
  'gateway-audit.unwritable': {
    status: 'fail',
    threat: 'A1',
    text: 'Calls cannot be written down, so calls that change things are refused, or all of them.',
    fix: 'See in the gateway’s log why its spool cannot be written: the disk may be full, or gone (docs/audit.md).',
  },
  'gateway-audit.behind': {
    status: 'warn',
    threat: 'A1',
    text: 'Calls are written down on the gateway’s disk, but do not get into the database: pages and alerts do not know of them yet.',
    fix: 'See in the gateway’s log why the database does not take them.',
  },
  'gateway-audit.set-aside': {
    status: 'warn',
    threat: 'A1',
    text: 'Something was found among the gateway’s audit events that is none: half a line that a crash left, or a spool that was changed.',
    fix: 'Look at it in _set-aside in the gateway’s spool, keep it where your evidence is kept, and take it away there (docs/audit.md).',
  },
  'audit-checkpoints.exported': {
    status: 'ok',
    threat: 'A1',
    text: 'Checkpoints of the audit log get to every place that they are exported to.',
  },
  'audit-checkpoints.failing': {
    status: 'fail',
    threat: 'A1',
    text: 'Checkpoints of the audit log do not get to a place that they are exported to. Until they do, nothing but the database proves what is newer.',
    fix: 'See below why, and mend the place, or the gateway’s way to it. It gets all that it misses with the next checkpoint (docs/audit-proof.md).',
  },
  'audit-checkpoints.nowhere': {
    status: 'warn',
    threat: 'A1',
    text: 'Checkpoints of the audit log are in the gateway’s database alone: whoever can rewrite that can rewrite the log with them.',
    fix: 'Set mcpGateway.evidence.checkpoints.export to a place that the portal cannot rewrite (docs/audit-proof.md).',
  },
  'runtime-drivers.ready': {
    status: 'ok',
    threat: 'S1',
    text: 'What runs servers in sandboxes is ready.',
  },
  'runtime-drivers.unneeded': {
    status: 'ok',
    threat: 'S1',
    text: 'The gateway runs no servers itself: none is approved that it would have to run.',
  },
  'runtime-drivers.unbounded': {
    status: 'warn',
    threat: 'S1',
    text: 'Servers run in sandboxes, but nothing keeps some of their bounds: one of them could take memory, processor, processes or disk from the gateway and from its neighbours.',
    fix: 'Give the gateway control groups (docs/sandbox.md), or use a driver that has these bounds.',
  },
  'runtime-drivers.not-ready-yet': {
    status: 'warn',
    threat: 'S1',
    text: 'What runs servers in sandboxes is not ready. No approved server needs it yet.',
    fix: 'Do what stands below before you approve a server that the gateway runs.',
  },
  'runtime-drivers.not-ready': {
    status: 'fail',
    threat: 'S1',
    text: 'What runs servers in sandboxes is not ready, so approved servers do not start. They are never run without a sandbox.',
    fix: 'Do what stands below. The servers start with their next call.',
  },
  'runtime-drivers.none': {
    status: 'fail',
    threat: 'S1',
    text: 'The gateway has nothing that runs servers, so approved servers do not start. They are never run without a sandbox.',
    fix: 'Add a runtime driver to the gateway, such as @sallyport/backstage-plugin-mcp-gateway-backend-module-sandbox (docs/sandbox.md).',
  },
  'upstreams.not-checked': {
    status: 'unknown',
    threat: 'D10',
    text: 'Whether servers answer clients that go past the gateway has not been tried yet.',
    fix: 'Run the check of servers.',
  },
  'upstreams.closed': {
    status: 'ok',
    threat: 'D10',
    text: 'No server answers without a credential.',
  },
  'upstreams.open': {
    status: 'warn',
    threat: 'D10',
    text: 'Servers answer without a credential, so whoever reaches them can go past the gateway.',
    fix: 'Let each server accept only the gateway: by a credential, by mutual TLS, or by a network rule (which this check cannot see, since it comes from the gateway).',
  },
  'upstreams.unreachable': {
    status: 'unknown',
    threat: 'D10',
    text: 'Servers could not be reached, or answered with something that is not MCP.',
    fix: 'See whether these servers run, and run the check again.',
  },
} as const satisfies Record<string, Finding>;

/** See {@link SETUP_FINDINGS}. */
export type SetupFinding = keyof typeof SETUP_FINDINGS;
