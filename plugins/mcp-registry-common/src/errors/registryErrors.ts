/**
 * Every error that the registry answers with on purpose: code → HTTP status and text. The portal translates by code; the
 * text is for everybody else and says what to do.
 */
export const REGISTRY_ERRORS = {
  'server.not-found': {
    http: 404,
    text: 'No such MCP server, or you may not see it.',
  },
  'server.exists': {
    http: 409,
    text: 'A server of this name exists already. Choose another name.',
  },
  'server.retired': {
    http: 409,
    text: 'This server is retired: its entity left the catalog.',
  },
  'server.state': {
    http: 409,
    text: 'The server is not in a state that allows this.',
  },
  'server.not-owner': {
    http: 403,
    text: 'Only the owner of the server and the review team can do this.',
  },
  'server.owner-not-yours': {
    http: 403,
    text: 'You can register a server for yourself or for a group that you belong to.',
  },
  'server.invalid-entity': {
    http: 400,
    text: 'The catalog entity does not describe an MCP server that the registry understands.',
  },
  'server.by-pull-request': {
    http: 409,
    text: 'Servers are defined in a repository here. Open a pull request there; the template “Register an MCP server by pull request” does it for you.',
  },
  'server.not-exportable': {
    http: 409,
    text: 'This server cannot be written in that format.',
  },
  'revision.not-found': {
    http: 404,
    text: 'No such revision, or you may not see it.',
  },
  'revision.already-decided': {
    http: 409,
    text: 'Somebody has decided about this revision already. Reload to see the outcome.',
  },
  'revision.own': {
    http: 403,
    text: 'You submitted this revision, so somebody else of the review team has to decide.',
  },
  'revision.not-approver': {
    http: 403,
    text: 'Only members of the review team decide about revisions, and the previous owner where a change needs their consent.',
  },
  'revision.held': {
    http: 409,
    text: 'The checks hold this revision back, so it cannot be approved yet.',
  },
  'checks.not-live': {
    http: 409,
    text: 'Only what serves or waits for review is checked, and this revision is neither.',
  },
  'revision.consent-given': {
    http: 409,
    text: 'You or your side agreed to this revision already. Now the other side has to decide.',
  },
  'revision.not-restorable': {
    http: 409,
    text: 'Only a revision that was approved and then replaced can be rolled back to.',
  },
  'revision.base-changed': {
    http: 409,
    text: 'Another revision is approved than the one that you looked at. Reload, look at what changed and decide again.',
  },
  'revision.surface-failed': {
    http: 409,
    text: 'The server lists its tools in a way that nobody can agree to. Reject this revision, or probe again once the server is mended.',
  },
  'request.not-found': {
    http: 404,
    text: 'No such access request, or you may not see it.',
  },
  'request.exists': {
    http: 409,
    text: 'There is a pending request for this server already. Wait for its decision, or withdraw it first.',
  },
  'request.already-decided': {
    http: 409,
    text: 'Somebody has decided about this request already. Reload to see the outcome.',
  },
  'request.own': {
    http: 403,
    text: 'You asked for this access, so somebody else has to decide.',
  },
  'request.not-approver': {
    http: 403,
    text: 'You do not decide about access to this server.',
  },
  'request.not-requester': {
    http: 403,
    text: 'Only the person who asked can withdraw a request.',
  },
  'request.subject-not-yours': {
    http: 403,
    text: 'You can ask for yourself or for a group that you belong to.',
  },
  'request.revision-changed': {
    http: 409,
    text: 'The server has got a new approved revision since you opened the request. Reload, look at what changed and decide again.',
  },
  'request.undo-over': {
    http: 409,
    text: 'The time to take this decision back is over. Revoke the grant instead.',
  },
  'request.not-your-decision': {
    http: 403,
    text: 'Only the person who decided can take the decision back.',
  },
  'terms.tools-unknown': {
    http: 400,
    text: 'The tools of this server are not known yet, so access can only be for the whole server.',
  },
  'terms.tool-not-found': {
    http: 400,
    text: 'The approved server has no such tool.',
  },
  'terms.no-tools': {
    http: 400,
    text: 'Name at least one tool, or ask for all.',
  },
  'terms.more-than-asked': {
    http: 400,
    text: 'You can grant what was asked for or less, never more.',
  },
  'reason.required': {
    http: 400,
    text: 'Give a reason, so that the person knows what to do next.',
  },
  'limits.invalid': {
    http: 400,
    text: 'These limits are not valid. A limit says who shares it, how many calls they may make and in how many seconds.',
  },
  'limits.duplicate': {
    http: 400,
    text: 'The same limit is there twice. Keep one of the two.',
  },
  'grant.not-found': {
    http: 404,
    text: 'No such grant, or you may not see it.',
  },
  'grant.ended': { http: 409, text: 'The grant has ended already.' },
  'decision.portal-only': {
    http: 403,
    text: 'A person has to do this in the portal; it cannot come through another plugin.',
  },
  'decision.fresh-sign-in': {
    http: 403,
    text: 'This decision needs a fresh sign-in. Sign in again in this browser, then decide.',
  },
  'permission.denied': {
    http: 403,
    text: 'The permission policy of your portal does not allow this.',
  },
  'cursor.invalid': {
    http: 400,
    text: 'The page cursor is not valid. Start again from the first page.',
  },
  'door.closed': { http: 403, text: 'This door is not open to you.' },
} as const satisfies Record<
  string,
  { http: 400 | 403 | 404 | 409; text: string }
>;

/** A code of {@link REGISTRY_ERRORS}. */
export type RegistryErrorCode = keyof typeof REGISTRY_ERRORS;
