import {
  type AccessFacts,
  DATA_CLASSIFICATIONS,
  originOf,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { AccessRequestRecord } from '../../access/AccessRequestStore';
import { activeGrants, findGrant } from '../../access/GrantStore';
import { isByRule } from '../../access/isByRule';
import { riskOf } from '../../access/riskOf';
import {
  findRevision,
  type RevisionRecord,
} from '../../revisions/RevisionStore';
import { readHistory } from '../../service/HistoryStore';
import { reachedBy } from '../../servers/reachedBy';
import type { ServerRecord } from '../../servers/ServerRecord';
import type { KnownPeople } from './AccessPeople';
import { refusedBefore } from './refusedBefore';

/** What the portal's own form asks through, in the name of the person who filled it in. */
const FORM = 'plugin:scaffolder';

/** What is decided about. */
export interface AccessDecidable {
  request: AccessRequestRecord;
  server: ServerRecord;
}

/** A request as policies see it. */
export async function readAccessFacts(
  knex: Knex,
  options: AccessDecidable & {
    known: KnownPeople;
    reviewers: readonly string[];
    now: Date;
  },
): Promise<AccessFacts> {
  const { request, server, known, reviewers, now } = options;
  const approved = server.approvedDigest
    ? await findRevision(knex, server.approvedDigest)
    : undefined;
  const { owner } = server.facts;
  const isForOther = request.subject !== request.requestedBy;
  return {
    requester: request.requestedBy,
    ...(isForOther && { beneficiary: request.subject }),
    submittedAt: request.createdAt,
    baseDigest: server.approvedDigest,
    ...{ reviewers, owner },
    dataOwners: server.facts.reaches.map(system => ({
      system,
      owner: known.dataOwners?.find(one => one.system === system)?.owner,
    })),
    risk: riskOf(server, approved),
    dataClassification: dataOf(server),
    tools: toolsOf(request, approved),
    days: request.asked.durationDays,
    kind: await kindOf(knex, options),
    for: subjectKind(request),
    requesterGroups: known.requesterGroups,
    subjectGroups: known.subjectGroups,
    from: fromOf(request, { owner, known }),
    isOwnersOwn: request.route === 'approver-group',
    noRule: await noRuleOf(knex, { request, now }),
  };
}

function dataOf(server: ServerRecord): AccessFacts['dataClassification'] {
  const reached = reachedBy(server);
  const all = [
    server.facts.dataClassification,
    ...reached.flatMap(one => (one === 'unread' ? [] : one)),
  ];
  const ranks = all.map(one => DATA_CLASSIFICATIONS.indexOf(one));
  return {
    atLeast: DATA_CLASSIFICATIONS[Math.max(...ranks)],
    mayBeMore: reached.includes('unread'),
  };
}

function toolsOf(
  { asked }: AccessRequestRecord,
  approved: RevisionRecord | undefined,
): AccessFacts['tools'] {
  const { tools: selection } = asked;
  const surface = approved?.toolSurface;
  const known = surface?.known ? surface.tools : [];
  const names =
    selection.kind === 'all' ? known.map(({ name }) => name) : selection.names;
  const found = known.filter(({ name }) => names.includes(name));
  return {
    selection: selection.kind,
    names,
    effects: [...new Set(found.map(({ effect }) => effect))],
    areKnown:
      surface?.known === true &&
      names.every(name => found.some(tool => tool.name === name)),
  };
}

async function kindOf(
  knex: Knex,
  { request, server, now }: AccessDecidable & { now: Date },
): Promise<AccessFacts['kind']> {
  if (request.extendsGrant !== undefined) return 'extension';
  const held = await activeGrants(knex, {
    serverIds: [server.id],
    subjects: [request.subject],
    now,
  });
  return held.length > 0 ? 'more' : 'new';
}

function subjectKind({ subject }: AccessRequestRecord): AccessFacts['for'] {
  if (subject.startsWith('user:')) return 'person';
  return subject.startsWith('group:') ? 'group' : 'agent';
}

/** Who asks for a group stands where both of them stand; where they differ, nobody can say. */
function fromOf(
  { subject }: AccessRequestRecord,
  { owner, known }: { owner: string; known: KnownPeople },
): AccessFacts['from'] {
  const options = { owner, department: known.department };
  const theirs = originOf(known.requesterGroups, options);
  if (!subject.startsWith('group:')) return theirs;
  return originOf(known.subjectGroups, options) === theirs ? theirs : undefined;
}

/** Machines propose, and what a rule gave it does not give for longer. */
async function noRuleOf(
  knex: Knex,
  options: { request: AccessRequestRecord; now: Date },
): Promise<AccessFacts['noRule']> {
  const { id, extendsGrant } = options.request;
  const history = await readHistory(knex, { kind: 'request', ids: [id] });
  const asked = history.get(id)?.find(({ event }) => event === 'requested');
  if (!asked || (asked.actor ?? FORM) !== FORM) return 'other-tool';
  if (extendsGrant !== undefined) {
    const grant = await findGrant(knex, extendsGrant);
    if (!grant || isByRule(grant.grantedBy)) return 'extends-rule';
  }
  return (await refusedBefore(knex, options)) ? 'refused-before' : undefined;
}
