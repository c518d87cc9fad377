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
    text: 'This server is retired.',
  },
  'server.deprecated': {
    http: 409,
    text: 'This server is deprecated. Only those who use it already can ask for more time; ask for what takes its place instead.',
  },
  'lifecycle.date': {
    http: 400,
    text: 'The last day must be in the future, and no more than two years away.',
  },
  'lifecycle.successor': {
    http: 400,
    text: 'What takes its place must be another server of this portal that you may see and that is served.',
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
  'revision.not-asked': {
    http: 403,
    text: 'The approval policy does not ask you about this revision. It says on the revision whom it asks.',
  },
  'revision.held': {
    http: 409,
    text: 'The checks hold this revision back, so it cannot be approved yet.',
  },
  'checks.too-often': {
    http: 429,
    text: 'You have had this checked very often just now. Wait a minute, then try again.',
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
  'exception.not-found': {
    http: 404,
    text: 'No such exception, or you may not see it.',
  },
  'exception.exists': {
    http: 409,
    text: 'Somebody asked for an exception for this finding already. Wait for the decision, or have it withdrawn first.',
  },
  'exception.already-decided': {
    http: 409,
    text: 'This exception is not in a state that allows this. Reload to see what became of it.',
  },
  'exception.own': {
    http: 403,
    text: 'You asked for this exception, or submitted the version that it is about, so somebody else of the review team has to decide.',
  },
  'exception.not-approver': {
    http: 403,
    text: 'Only members of the review team decide about exceptions.',
  },
  'exception.not-requester': {
    http: 403,
    text: 'Only the person who asked can withdraw a request.',
  },
  'exception.finding-gone': {
    http: 409,
    text: 'The checks do not find this, or not any more. Reload to see what they say now.',
  },
  'exception.not-serious': {
    http: 400,
    text: 'Only a serious finding holds an approval back, so only that can be excepted.',
  },
  'exception.until': {
    http: 400,
    text: 'An exception needs an end that lies in the future, and not later than it may.',
  },
  'exception.justification': {
    http: 400,
    text: 'A justification says why something is not affected, so it does not go with this reason.',
  },
  'exception.not-in-force': {
    http: 409,
    text: 'This exception is not in force.',
  },
  'exception.over': {
    http: 409,
    text: 'This version was approved with an exception that has ended, and what it was for is still found. Ask for a new one first, or submit a version without it.',
  },
  'condition.invalid': {
    http: 400,
    text: 'This is no condition that could be kept to.',
  },
  'condition.portal-only': {
    http: 403,
    text: 'Conditions are set and lifted by a person in the portal.',
  },
  'condition.not-there': {
    http: 409,
    text: 'This condition does not hold any more. Reload to see those that do.',
  },
  'condition.over': {
    http: 409,
    text: 'This server was approved until a day that is over. Ask on its page to lift that condition: it serves again when that is approved.',
  },
  'condition.lift-closed': {
    http: 409,
    text: 'This was decided already, or another version has been approved since. Reload to see what holds.',
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
  'request.not-asked': {
    http: 403,
    text: 'The access policy does not ask you about this request. The request says whom it asks.',
  },
  'request.consent-given': {
    http: 409,
    text: 'You or your side agreed to this request already. Now others have to decide.',
  },
  'request.nothing-left': {
    http: 409,
    text: 'Those who agreed before you agreed to other tools, so nothing would be left. Agree to some of theirs, or deny.',
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
  'terms.more-than-policy': {
    http: 400,
    text: 'An access policy lets it be granted for a shorter time only.',
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
  'stop.not-found': {
    http: 404,
    text: 'No such stop, or you may not see it.',
  },
  'stop.not-allowed': {
    http: 403,
    text: 'Owners stop what belongs to their servers; everything else is for those whom the configuration names.',
  },
  'stop.invalid-subject': {
    http: 400,
    text: 'What is to be stopped is not named as its kind is named.',
  },
  'stop.invalid-end': {
    http: 400,
    text: 'A stop ends in the future, and within a year.',
  },
  'stop.own': {
    http: 403,
    text: 'You stopped this yourself, so somebody else has to lift it.',
  },
  'stop.hit': {
    http: 403,
    text: 'This stop is about you, so somebody else has to lift it.',
  },
  'stop.authority': {
    http: 403,
    text: 'Somebody who may stop everything stopped this, so somebody of those has to lift it.',
  },
  'stop.state': {
    http: 409,
    text: 'The stop is not in a state that allows this. Reload to see what happened.',
  },
  'stop.too-many': {
    http: 409,
    text: 'There are as many stops in force as gateways hold. Lift some, or stop something larger.',
  },
  'reaction.off': {
    http: 403,
    text: 'Rules hold nothing back by themselves here (mcpRegistry.reactions).',
  },
  'reaction.no-sign-in': {
    http: 409,
    text: 'People cannot sign in again here, so it cannot be asked of them (mcpRegistry.freshSignIn).',
  },
  'reaction.too-long': {
    http: 400,
    text: 'Rules hold nothing back for so long (mcpRegistry.reactions).',
  },
  'reaction.too-many': {
    http: 429,
    text: 'Rules have held back as much in this hour as they may (mcpRegistry.reactions).',
  },
  'reaction.not-found': {
    http: 404,
    text: 'No rule has held that back.',
  },
  'delegation.not-found': {
    http: 404,
    text: 'No such delegation, or it is neither from you nor to you.',
  },
  'delegation.over': { http: 409, text: 'The delegation is over already.' },
  'delegation.self': {
    http: 400,
    text: 'Name somebody else: you decide for yourself anyway.',
  },
  'delegation.no-person': {
    http: 400,
    text: 'Name one person that the catalog knows, such as user:default/alice.',
  },
  'delegation.time': {
    http: 400,
    text: 'A delegation ends in the future, after it begins, and lasts at most 90 days.',
  },
  'grant.not-yours': {
    http: 403,
    text: 'Only whoever holds this access, or asked for it, can extend it.',
  },
  'grant.not-extensible': {
    http: 409,
    text: 'This access cannot be extended. Ask for access instead.',
  },
  'review.not-found': {
    http: 404,
    text: 'No such review, or you may not see it.',
  },
  'review.own': {
    http: 403,
    text: 'This is about your own access, so somebody else has to answer.',
  },
  'review.not-yours': {
    http: 403,
    text: 'You do not answer this review.',
  },
  'review.over': {
    http: 409,
    text: 'Somebody has answered this review already, or what it asked about has ended. Reload to see the outcome.',
  },
  'review.answer-invalid': {
    http: 400,
    text: 'This answer does not fit the question.',
  },
  'review.campaign-open': {
    http: 409,
    text: 'A review of this risk tier is open already. Finish it first.',
  },
  'review.nothing-due': {
    http: 409,
    text: 'There is nothing to review: no access to servers of this risk tier.',
  },
  'report.period': {
    http: 400,
    text: 'A report is for a time that ends after it begins, of 400 days at most.',
  },
  'digest.no-owner': {
    http: 404,
    text: 'They own no server, or you are none of them.',
  },
  'report.no-section': {
    http: 404,
    text: 'This report has no such table for you.',
  },
  'report.too-long': {
    http: 409,
    text: 'This table is longer than a file may be. Choose a shorter time.',
  },
  'emergency.off': {
    http: 403,
    text: 'No policy for emergencies lets you take access to this server.',
  },
  'emergency.active': {
    http: 409,
    text: 'You hold emergency access to this server already.',
  },
  'emergency.review-open': {
    http: 409,
    text: 'Your earlier emergency access to this server was not reviewed yet. Ask somebody to close that review first.',
  },
  'emergency.not-served': {
    http: 409,
    text: 'The server serves nothing now, so access to it would not help.',
  },
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
  { http: 400 | 403 | 404 | 409 | 429; text: string }
>;

/** A code of {@link REGISTRY_ERRORS}. */
export type RegistryErrorCode = keyof typeof REGISTRY_ERRORS;
