import type { AccessGrant } from '../access/accessDocument';
import type { Stop } from '../stops/stop';
import { isServed } from '../access/isServed';
import { decidePermission } from './decidePermission';
import { decidePolicies } from './decidePolicies';
import {
  type ConditionRefusal,
  refuseActionByConditions,
  refuseByConditions,
} from './decideConditions';
import { findGrant } from './findGrant';
import { findTool } from './findTool';
import type { DecisionReason } from './reasons';
import type { CallAction, Decision, DecisionInput, TraceEntry } from './types';

const STATUS_REASONS = {
  registered: 'server.not-served',
  waiting: 'server.waiting',
  // Not at its status, but at its last day.
  active: 'server.retired',
  deprecated: 'server.retired',
  suspended: 'server.suspended',
  retired: 'server.retired',
} as const satisfies Record<string, DecisionReason>;

const LINKED: ReadonlySet<string> = new Set([
  'personal-key',
  'user-oauth',
  'token-exchange',
  'id-jag',
]);

/**
 * Decides one call. Pure: the same input gives the same answer, and nothing outside the input counts.
 *
 * The layers, in order: the feed (does this replica know what holds now?), the server's status, its approved
 * revision, the tool in the approved surface, the portal's permissions, the grant, the company's policies. The first layer
 * that refuses ends the walk. A stop speaks where what it hits is looked at, so that it tells nobody of what is hidden from them.
 */
export function decide(input: DecisionInput): Decision {
  const { document, principal, action, feed, now, stops } = input;
  const trace: TraceEntry[] = [];
  const revision = document?.approvedRevision;
  const toolName =
    action.kind === 'tool' || action.kind === 'task' ? action.tool : undefined;
  const grant = findGrant(
    document?.grants ?? [],
    principal,
    action,
    now,
    stops,
  );
  const listed = findTool(revision?.tools, toolName);
  // A hidden tool that is not theirs is no tool for them, from here to the end.
  const isTheirs = grant.covering !== undefined || grant.stopped !== undefined;
  const tool = listed?.hidden && !isTheirs ? undefined : listed;
  // A tool that nobody knows is treated as one that changes things.
  const changesState = mayChange(action) && tool?.effect !== 'reads';

  const answer = (
    effect: Decision['effect'],
    reason: DecisionReason,
    by?: AccessGrant,
  ): Decision => ({
    effect,
    reason,
    trace,
    changesState,
    grantId: by?.id,
    grantKind: by?.kind,
    revisionDigest: revision?.digest,
  });
  const pass = (layer: TraceEntry['layer'], detail?: string) =>
    trace.push(
      detail ? { layer, outcome: 'pass', detail } : { layer, outcome: 'pass' },
    );
  const deny = (
    layer: TraceEntry['layer'],
    reason: DecisionReason,
    detail?: string,
  ) => {
    trace.push({ layer, outcome: 'deny', reason, ...(detail && { detail }) });
    return answer('deny', reason);
  };
  if (feed === 'lost') return deny('feed', 'feed.lost');
  if (feed === 'behind' && changesState) return deny('feed', 'feed.behind');
  pass('feed', feed);

  let stop = stops?.ofCaller(principal, input.clients, now);
  if (stop) return stoppedBy(deny, 'caller', stop);

  if (!document) return deny('server', 'server.not-found');
  stop = stops?.ofServer(document, now);
  if (stop) return stoppedBy(deny, 'server', stop);
  if (!isServed(document, now)) {
    return deny('server', STATUS_REASONS[document.status], document.status);
  }
  pass('server', document.status);

  if (!revision) return deny('revision', 'server.not-served');
  if (isOver(revision.servesUntil, now)) {
    return deny('revision', 'server.suspended', revision.digest);
  }
  const refused = (
    layer: 'revision' | 'tool',
    { reason, detail }: ConditionRefusal,
  ) => deny(layer, reason, detail);
  const outside = refuseByConditions(revision.conditions, input);
  if (outside) return refused('revision', outside);
  pass('revision', revision.digest);

  if (action.kind === 'task' && toolName === undefined) {
    return deny('tool', 'task.unknown');
  }
  stop =
    toolName === undefined
      ? undefined
      : stops?.ofTool(document.serverId, toolName, now);
  const uncovered = refuseActionByConditions(revision.conditions, {
    action,
    tool,
  });
  if (toolName === undefined) {
    if (uncovered) return refused('tool', uncovered);
    trace.push({ layer: 'tool', outcome: 'skip' });
  } else if (revision.tools && !tool) {
    return deny('tool', 'tool.unknown');
  } else if (stop) {
    return stoppedBy(deny, 'tool', stop);
  } else if (tool?.quarantined) {
    return deny('tool', 'tool.quarantined', tool.quarantined);
  } else if (uncovered) {
    return refused('tool', uncovered);
  } else {
    pass('tool', tool?.effect ?? 'surface not known');
  }

  // After the tool: what is hidden stays hidden from whom the portal refuses, too.
  const permitted =
    input.permission && decidePermission(input.permission, document);
  if (permitted) trace.push(permitted.entry);
  if (permitted?.reason) return answer('deny', permitted.reason);

  // Where nothing is linked, there is nothing that could be stopped.
  stop = isLinked(revision.credential)
    ? stops?.ofConnection(document.serverId, principal.userEntityRef, now)
    : undefined;
  if (stop && isTheirs) return stoppedBy(deny, 'access', stop);

  if (grant.covering) {
    pass('grant', grant.covering.id);
    // Nothing is built for it where there are none.
    const said = input.policies && decidePolicies(input, document);
    if (said) trace.push(...said.trace);
    if (said?.reason) return answer('deny', said.reason, grant.covering);
    // Last of all: it says nothing of what is hidden, and holds up nothing that only reads.
    stop = changesState
      ? stops?.ofStepUp(principal.userEntityRef, now)
      : undefined;
    return stop
      ? stoppedBy(deny, 'step-up', stop)
      : answer('allow', 'granted', grant.covering);
  }
  if (grant.stopped) return stoppedBy(deny, 'access', grant.stopped.stop);
  return grant.any
    ? deny('grant', 'grant.tool-not-covered', grant.any.id)
    : deny('grant', 'grant.missing');
}

function stoppedBy(
  deny: (layer: 'stop', reason: DecisionReason, detail: string) => Decision,
  what: 'caller' | 'server' | 'tool' | 'access' | 'step-up',
  { id, kind, message }: Stop,
): Decision {
  return {
    ...deny('stop', `stop.${what}`, `${kind} ${id}`),
    stop: message === undefined ? { id } : { id, message },
  };
}

/** Whether each person brings what reaches the system behind: their key, or their account. */
function isLinked(credential: { type: string } | undefined): boolean {
  return credential !== undefined && LINKED.has(credential.type);
}

/** Turned round, so that a moment that cannot be read is over. */
function isOver(until: string | undefined, now: number): boolean {
  return until !== undefined && !(now < Date.parse(until));
}

/** Looking at a task changes nothing; ending it, or giving it what it waits for, may. */
function mayChange(action: CallAction): boolean {
  return (
    action.kind === 'tool' ||
    (action.kind === 'task' &&
      (action.method === 'tasks/cancel' || action.method === 'tasks/update'))
  );
}
