/**
 * Every reason a call can be allowed or refused for, and what the caller is told.
 * The one error table of the data plane: id → HTTP status, JSON-RPC code, text. The portal translates by id.
 */
export const REASONS = {
  granted: { http: 200, rpc: 0, text: 'Allowed by a grant.' },
  'unauthenticated.missing-token': {
    http: 401,
    rpc: -31001,
    text: 'Sign in: this endpoint needs a gateway token.',
  },
  'unauthenticated.invalid-token': {
    http: 401,
    rpc: -31001,
    text: 'The gateway token is not valid for this endpoint. Get a new one on the Connect page.',
  },
  'unauthenticated.expired-token': {
    http: 401,
    rpc: -31001,
    text: 'The gateway token has expired. Get a new one on the Connect page.',
  },
  'unauthenticated.revoked-token': {
    http: 401,
    rpc: -31001,
    text: 'The gateway token was revoked. Get a new one on the Connect page.',
  },
  'unauthenticated.personal-tokens-off': {
    http: 401,
    rpc: -31001,
    text: 'Personal access tokens are switched off at this company. Sign in instead, or get a token on the Connect page.',
  },
  'unauthenticated.wrong-audience': {
    http: 401,
    rpc: -31001,
    text: 'The token of the identity provider is for somebody else: its audience is neither this endpoint nor one that the gateway accepts.',
  },
  'unauthenticated.not-yet-valid': {
    http: 401,
    rpc: -31001,
    text: 'The token of the identity provider is not valid yet.',
  },
  'unauthenticated.unknown-user': {
    http: 401,
    rpc: -31001,
    text: 'The token of the identity provider is valid, but says nobody whom the catalog knows.',
  },
  'unauthenticated.provider-unavailable': {
    http: 503,
    rpc: -31001,
    text: 'The identity provider cannot be asked about the token right now. Try again shortly.',
  },
  'unauthenticated.agent-suspended': {
    http: 401,
    rpc: -31001,
    text: 'The agent is suspended: its sponsor has left, or it is no agent of the catalog any more.',
  },
  'edge.forbidden-host': {
    http: 403,
    rpc: -31002,
    text: 'This host name is not served here.',
  },
  'edge.forbidden-origin': {
    http: 403,
    rpc: -31002,
    text: 'Requests from this origin are not accepted.',
  },
  'edge.too-large': {
    http: 413,
    rpc: -32600,
    text: 'The message is larger than the gateway accepts.',
  },
  'edge.content-type': {
    http: 415,
    rpc: -32600,
    text: 'Send application/json.',
  },
  'edge.method': {
    http: 405,
    rpc: -32600,
    text: 'This HTTP method is not supported here.',
  },
  'edge.timeout': {
    http: 408,
    rpc: -32600,
    text: 'The message did not arrive in time.',
  },
  'message.malformed': {
    http: 400,
    rpc: -32700,
    text: 'The body is not valid JSON.',
  },
  'message.invalid': {
    http: 400,
    rpc: -32600,
    text: 'The body is not one valid JSON-RPC 2.0 message.',
  },
  'message.ambiguous': {
    http: 400,
    rpc: -32600,
    text: 'The message has duplicate keys or invalid text and was refused.',
  },
  'message.header-mismatch': {
    http: 400,
    rpc: -32020,
    text: 'A header of the request does not agree with its body.',
  },
  'message.unsupported-version': {
    http: 400,
    rpc: -32022,
    text: 'The gateway does not support this protocol version.',
  },
  'message.missing-capability': {
    http: 400,
    rpc: -32021,
    text: 'The client has not declared the capability that this method needs.',
  },
  'message.unknown-method': {
    http: 404,
    rpc: -32601,
    text: 'The gateway does not know this method.',
  },
  'session.unknown': {
    http: 404,
    rpc: -31003,
    text: 'The session is unknown or has ended. Start a new one.',
  },
  'server.not-found': { http: 404, rpc: -31004, text: 'No such server.' },
  'server.not-served': {
    http: 403,
    rpc: -31005,
    text: 'This server is not served at the moment.',
  },
  'server.waiting': {
    http: 403,
    rpc: -31005,
    text: 'This server waits for review and is not served yet.',
  },
  'server.suspended': {
    http: 403,
    rpc: -31005,
    text: 'This server is suspended.',
  },
  'stop.caller': {
    http: 403,
    rpc: -31014,
    text: 'Whoever makes this call was stopped: the person, the agent or the application.',
  },
  'stop.server': {
    http: 403,
    rpc: -31014,
    text: 'This server was stopped.',
  },
  'stop.tool': {
    http: 403,
    rpc: -31014,
    text: 'This tool was stopped.',
  },
  'stop.access': {
    http: 403,
    rpc: -31014,
    text: 'Your access to this server was stopped.',
  },
  'stop.step-up': {
    http: 403,
    rpc: -31014,
    text: 'Before you change anything you have to sign in again in the portal. What only reads goes on.',
  },
  'server.retired': {
    http: 403,
    rpc: -31005,
    text: 'This server is retired. My access in the portal says what takes its place.',
  },
  'permission.denied': {
    http: 403,
    rpc: -31006,
    text: 'The permissions of your portal do not let you use this server. If they have changed, open My access in the portal once and try again.',
  },
  'permission.error': {
    http: 403,
    rpc: -31006,
    text: 'The permissions of your portal could not be evaluated for this call, so it was refused.',
  },
  'grant.missing': {
    http: 403,
    rpc: -31006,
    text: 'You have no access to this server.',
  },
  'grant.tool-not-covered': {
    http: 403,
    rpc: -31006,
    text: 'Your access does not cover this tool.',
  },
  'policy.forbidden': {
    http: 403,
    rpc: -31006,
    text: 'A policy of your company forbids this call.',
  },
  'policy.not-permitted': {
    http: 403,
    rpc: -31006,
    text: 'No policy of your company permits this call.',
  },
  'policy.error': {
    http: 403,
    rpc: -31006,
    text: 'A policy of your company could not be evaluated for this call, so it was refused.',
  },
  'tool.unknown': {
    http: 403,
    rpc: -31007,
    text: 'The approved server has no such tool.',
  },
  'tool.quarantined': {
    http: 403,
    rpc: -31007,
    text: 'The server offers this tool otherwise than it was approved. It is held back until somebody has reviewed the change.',
  },
  'condition.tool': {
    http: 403,
    rpc: -31007,
    text: 'This server is approved under conditions that do not cover this.',
  },
  'condition.people': {
    http: 403,
    rpc: -31006,
    text: 'This server is approved for certain people and groups only, and you are none of them.',
  },
  'condition.over': {
    http: 403,
    rpc: -31005,
    text: 'This server was approved until a day that has come. It is held back until it is approved anew.',
  },
  'condition.unknown': {
    http: 403,
    rpc: -31005,
    text: 'This server is approved under a condition that this gateway does not know, so it was refused.',
  },
  'guard.refused': {
    http: 403,
    rpc: -31011,
    text: 'A guard of the gateway refused this call.',
  },
  'guard.failed': {
    http: 503,
    rpc: -31011,
    text: 'A guard of the gateway could not look at this call, so it was refused.',
  },
  'guard.result-refused': {
    http: 502,
    rpc: -31011,
    text: 'The call was made, but a guard of the gateway refused its result.',
  },
  'guard.result-too-large': {
    http: 502,
    rpc: -31011,
    text: 'The call was made, but its result is larger than the guards of the gateway look at.',
  },
  'guard.needs-approval': {
    http: 403,
    rpc: -31011,
    text: 'This call needs your own confirmation first, in this session.',
  },
  'guard.too-many': {
    http: 429,
    rpc: -31011,
    text: 'A rule of your company lets only so many such calls through in a time.',
  },
  'guard.flow': {
    http: 403,
    rpc: -31011,
    text: 'After what was read before, a rule of your company does not let this be sent there.',
  },
  'task.unknown': {
    http: 400,
    rpc: -32602,
    text: 'There is no such task of yours at this server.',
  },
  'limit.exceeded': {
    http: 429,
    rpc: -31011,
    text: 'Too many calls: a limit is used up. Try again later.',
  },
  'budget.spent': {
    http: 429,
    rpc: -31011,
    text: "The team's budget for this month is used up.",
  },
  'feed.behind': {
    http: 503,
    rpc: -31008,
    text: 'The gateway cannot check right now whether access still holds. Try again shortly.',
  },
  'feed.lost': {
    http: 503,
    rpc: -31008,
    text: 'The gateway has lost the registry and refuses all calls until it is back.',
  },
  'limit.open-calls': {
    http: 429,
    rpc: -31011,
    text: 'You have as many calls and streams open as one person may. Close some, or wait for an answer.',
  },
  'upstream.unreachable': {
    http: 502,
    rpc: -31009,
    text: 'The server did not answer.',
  },
  'upstream.forbidden-address': {
    http: 502,
    rpc: -31009,
    text: 'The gateway does not connect to the address of this server.',
  },
  'upstream.circuit-open': {
    http: 503,
    rpc: -31009,
    text: 'The server has failed several times in a row and is left alone for a moment. Try again shortly.',
  },
  'upstream.busy': {
    http: 503,
    rpc: -31009,
    text: 'The server is working on as many calls as it gets at a time. Try again shortly.',
  },
  'upstream.timeout': {
    http: 504,
    rpc: -31009,
    text: 'The server did not answer in time.',
  },
  'upstream.too-large': {
    http: 502,
    rpc: -31009,
    text: 'The answer of the server is larger than the gateway passes on.',
  },
  'upstream.invalid': {
    http: 502,
    rpc: -31009,
    text: 'The server answered with something that is not MCP.',
  },
  'upstream.credential-refused': {
    http: 502,
    rpc: -31012,
    text: 'The system behind the server did not accept the credential. Try again; if it goes on, link your account anew or tell the owner of the server.',
  },
  'runtime.unavailable': {
    http: 503,
    rpc: -31013,
    text: 'The gateway could not start this server.',
  },
  'credential.needs-sign-in': {
    http: 403,
    rpc: -31012,
    text: 'The system behind this server has to know you first: link your account or give your key.',
  },
  'credential.unavailable': {
    http: 503,
    rpc: -31012,
    text: 'Whoever gives the credential for the system behind this server does not answer. Try again shortly.',
  },
  'credential.misconfigured': {
    http: 500,
    rpc: -31012,
    text: 'The credential for the system behind this server cannot be had as it is set up. Tell the owner of the server.',
  },
  'audit.unavailable': {
    http: 503,
    rpc: -31010,
    text: 'The call could not be recorded and was not made.',
  },
  'internal.unavailable': {
    http: 503,
    rpc: -32603,
    text: 'Whom the gateway has to ask about this call does not answer right now. The call was not made. Try again shortly.',
  },
  'internal.error': {
    http: 500,
    rpc: -32603,
    text: 'Something went wrong at the gateway. The call was not made.',
  },
} as const satisfies Record<
  string,
  { http: number; rpc: number; text: string }
>;

/** A reason id of {@link REASONS}. */
export type DecisionReason = keyof typeof REASONS;
