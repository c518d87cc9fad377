/** Every reason of the gateway's table, for the person who reads it in the portal. */
export const reasonMessages = {
  granted: 'Allowed by a grant.',
  'unauthenticated.missing-token':
    'Nobody was signed in: the request had no gateway token.',
  'unauthenticated.invalid-token':
    'The gateway token is not valid for this address. Get a new one on the Connect tab.',
  'unauthenticated.expired-token':
    'The gateway token has expired. Get a new one on the Connect tab.',
  'unauthenticated.revoked-token':
    'The gateway token was revoked. Get a new one on the Connect tab.',
  'unauthenticated.personal-tokens-off':
    'Personal access tokens are switched off at this company.',
  'unauthenticated.wrong-audience':
    'The token of the identity provider was for somebody else.',
  'unauthenticated.not-yet-valid':
    'The token of the identity provider was not valid yet.',
  'unauthenticated.unknown-user':
    'The token of the identity provider said nobody whom the catalog knows.',
  'unauthenticated.provider-unavailable':
    'The identity provider could not be asked about the token.',
  'unauthenticated.agent-suspended':
    'The agent is suspended: its sponsor has left, or it is no agent of the catalog any more.',
  'edge.forbidden-host':
    'The request was for a host name that is not served here.',
  'edge.forbidden-origin':
    'The request came from a web page that may not call the gateway.',
  'edge.too-large': 'The message was larger than the gateway accepts.',
  'edge.content-type': 'The message was not sent as JSON.',
  'edge.method': 'The HTTP method is not supported here.',
  'edge.timeout': 'The message did not arrive in time.',
  'message.malformed': 'The message was not valid JSON.',
  'message.invalid': 'The message was not one valid JSON-RPC message.',
  'message.ambiguous':
    'The message could be read in two ways, so it was refused.',
  'message.header-mismatch':
    'A header of the request did not agree with its message.',
  'message.missing-capability':
    'The client has not declared the capability that the method needs',
  'message.unsupported-version':
    'The gateway does not support the protocol version of the message.',
  'message.unknown-method': 'The gateway does not know this method.',
  'session.unknown': 'The session is unknown or has ended.',
  'server.not-found': 'There is no such server.',
  'server.not-served': 'This server is not served at the moment.',
  'server.waiting': 'This server waits for review and is not served yet.',
  'server.suspended': 'This server is suspended.',
  'server.retired':
    'This server is retired. My access says what takes its place.',
  'permission.denied':
    'The portal’s permissions did not let this person use this server. What they say is asked again whenever the person opens My access.',
  'permission.error':
    'The portal’s permissions could not be evaluated for the call, so it was refused.',
  'grant.missing':
    'There was no access to this server. It can be asked for on its page.',
  'grant.tool-not-covered':
    'The access does not cover this tool. More can be asked for on the server’s page.',
  'policy.forbidden': 'A policy of the company forbids the call.',
  'policy.not-permitted': 'No policy of the company permits the call.',
  'policy.error':
    'A policy of the company could not be evaluated for the call, so it was refused.',
  'tool.unknown': 'The reviewed server has no such tool.',
  'tool.quarantined':
    'The server offers this tool otherwise than it was reviewed. It is held back until somebody has reviewed the change.',
  'condition.tool':
    'The server is approved under conditions that do not cover this. Its page says which.',
  'condition.people':
    'The server is approved for certain people and groups only. Its page says for whom.',
  'condition.over':
    'The server was approved until a day that has come. It is held back until it is approved anew.',
  'condition.unknown':
    'The server is approved under a condition that the gateway does not know, so the call was refused.',
  'task.unknown': 'There is no such task of this person at this server.',
  'limit.exceeded': 'There were too many calls: a limit was used up.',
  'budget.spent': "The team's budget for the month was used up.",
  'guard.refused': 'A guard of the gateway refused the call.',
  'guard.needs-approval':
    'The person had not confirmed the call themselves, as a rule of the company needs.',
  'guard.too-many':
    'There were as many such calls as a rule of the company lets through in a time.',
  'guard.flow':
    'After what was read before, a rule of the company does not let this be sent there.',
  'guard.failed':
    'A guard of the gateway could not look at the call, so it was refused.',
  'guard.result-refused':
    'The call was made, but a guard of the gateway refused its result.',
  'guard.result-too-large':
    'The call was made, but its result was larger than the guards of the gateway look at.',
  'stop.caller':
    'Whoever made the call was stopped: the person, the agent or the application.',
  'stop.server': 'The server was stopped.',
  'stop.tool': 'The tool was stopped.',
  'stop.access': 'The access to the server was stopped.',
  'stop.step-up': 'They had to sign in again before they changed anything.',
  'feed.behind':
    'The gateway could not check whether access still holds. Try again shortly.',
  'feed.lost': 'The gateway had lost the registry and refused all calls.',
  'limit.open-calls':
    'There were as many calls and streams open as one person may have at a time.',
  'upstream.unreachable': 'The server did not answer.',
  'upstream.forbidden-address':
    'The gateway does not connect to the address of this server: it is in a private or reserved network, not https, or no host that an operator allowed.',
  'upstream.circuit-open':
    'The server had failed several times in a row and was left alone for a moment.',
  'upstream.busy':
    'The server was working on as many calls as it gets at a time.',
  'upstream.timeout': 'The server did not answer in time.',
  'upstream.too-large':
    'The answer of the server was larger than the gateway passes on.',
  'upstream.invalid': 'The server answered with something that is not MCP.',
  'upstream.credential-refused':
    'The system behind the server did not accept the credential.',
  'runtime.unavailable': 'The gateway could not start the server.',
  'credential.needs-sign-in':
    'The system behind the server had to know the person first: no account was linked, or no key given.',
  'credential.unavailable':
    'Whoever gives the credential for the system behind the server did not answer.',
  'credential.misconfigured':
    'The credential for the system behind the server could not be had as it is set up.',
  'audit.unavailable': 'The call could not be recorded, so it was not made.',
  'internal.unavailable':
    'Whom the gateway had to ask did not answer. The call was not made.',
  'internal.error':
    'Something went wrong at the gateway. The call was not made.',
} as const;
