// What is asked of the audit log and of usage, as the portal's pages ask it, each time of somebody or something else.
import { credentialsOf } from '../../support/rig/credentialsOf.mjs';
import {
  agentRef,
  CLIENTS,
  COMPANY,
  personRef,
  REASONS,
  revisionDigest,
  serverRef,
  systemRef,
  teamRef,
  toolName,
} from './auditCompany.mjs';

const DAY = 86_400_000;
const AUDITOR = credentialsOf('auditor');

/** Pseudo-random and always the same. */
function picker(seed) {
  let state = seed;
  return limit => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
}

/**
 * @param {{ask(path: string, credentials: string): Promise<object>, samples: {id: string, grant_id: string, session_id: string}[]}} options
 * @returns {{name: string, kind: 'search' | 'usage', mayBeEmpty?: boolean, run(): Promise<object>}[]}
 */
export function auditQuestions({ ask, samples }) {
  const pick = picker(11);
  const ago = days => new Date(Date.now() - days * DAY).toISOString();
  const sample = () => samples[pick(samples.length)];
  // As the portal's client writes it: the API takes no plus for a blank.
  const path = (at, query) =>
    `${at}?${Object.entries(query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')}`;
  const calls = (query, credentials = AUDITOR) =>
    ask(path('/calls', { role: 'all', ...query }), credentials);
  const usage = (query, credentials = AUDITOR) =>
    ask(path('/usage', { role: 'all', ...query }), credentials);
  const person = () => personRef(pick(COMPANY.people));
  const server = () => pick(COMPANY.servers);
  const system = () => systemRef(pick(COMPANY.systems));
  const tool = () => toolName(pick(60));
  const reason = () => REASONS[pick(REASONS.length)];
  const actor = () => agentRef(pick(COMPANY.agents));
  const lead = () => credentialsOf(personRef(pick(20)).split('/')[1]);
  const oneself = () => credentialsOf(person().split('/')[1]);
  const week = () => {
    const days = 1 + pick(80);
    return { since: ago(days + 7), until: ago(days) };
  };
  const night = () => {
    const days = 1 + pick(80);
    return { since: ago(days + 0.4), until: ago(days) };
  };
  const nextPage = async query => {
    const { nextCursor } = await calls(query);
    return nextCursor ? { ...query, cursor: nextCursor } : query;
  };
  const later = [];
  const search = (name, query, more) => ({
    ...{ name, kind: 'search', run: () => calls(query()) },
    ...more,
  });
  const questions = [
    search('the newest calls', () => ({})),
    search('by person', () => ({ user: person() })),
    search('by agent', () => ({ actor: actor() })),
    search('by server', () => ({ serverRef: serverRef(server()) })),
    search('by tool', () => ({ tool: tool() })),
    search('what was refused', () => ({ decision: 'deny' })),
    search('by reason', () => ({ reason: reason() })),
    search('by outcome: errors', () => ({ outcome: 'upstream-error' })),
    search('by client', () => ({ client: CLIENTS[pick(CLIENTS.length)] })),
    search(
      'by client, one that nobody uses',
      () => ({ client: `x${pick(9)}` }),
      {
        mayBeEmpty: true,
      },
    ),
    search('by time: a week', week),
    search('by reached system', () => ({ system: system() })),
    search('by a system that 50 servers reach', () => ({
      system: systemRef(0),
    })),
    search('by approval: grant', () => ({ grantId: sample().grant_id })),
    search(
      'by approval: revision',
      () => ({ revisionDigest: revisionDigest(server(), pick(3)) }),
      { mayBeEmpty: true },
    ),
    search('by session', () => ({ sessionId: sample().session_id })),
    search('person and system', () => ({ user: person(), system: system() }), {
      mayBeEmpty: true,
    }),
    search(
      'agents at a system last night, and on whose approval',
      () => ({ actor: actor(), system: system(), ...night() }),
      { mayBeEmpty: true },
    ),
    search(
      'refused of a server in a week',
      () => ({ serverRef: serverRef(server()), decision: 'deny', ...week() }),
      { mayBeEmpty: true },
    ),
    search(
      'person and tool in a week',
      () => ({ user: person(), tool: tool(), ...week() }),
      { mayBeEmpty: true },
    ),
    search('reason and client', () => ({
      reason: reason(),
      client: CLIENTS[pick(CLIENTS.length)],
    })),
    search(
      'tool and reason, seldom together',
      () => ({ tool: tool(), reason: 'server.suspended', actor: actor() }),
      { mayBeEmpty: true },
    ),
    search(
      'none found: person',
      () => ({ user: `user:default/no-${pick(99)}` }),
      {
        mayBeEmpty: true,
      },
    ),
    search(
      'none found: person who never met this system',
      () => ({ user: person(), system: 'resource:default/unknown' }),
      { mayBeEmpty: true },
    ),
    search(
      'none found: two that never go together',
      () => ({
        serverRef: serverRef(server()),
        tool: 'no_such_tool',
      }),
      { mayBeEmpty: true },
    ),
    {
      ...{ name: 'second page of a server', kind: 'search' },
      prepare: async () => {
        for (let n = 0; n < 40; n += 1)
          later.push(await nextPage({ serverRef: serverRef(server()) }));
      },
      run: () => calls(later[pick(later.length)]),
    },
    {
      ...{ name: 'related calls of a call', kind: 'search' },
      run: () => ask(`/calls/${sample().id}/related`, AUDITOR),
    },
    {
      ...{ name: 'a call by its id', kind: 'search' },
      run: () => ask(`/calls/${sample().id}`, AUDITOR),
    },
    {
      ...{ name: 'as owner: newest calls', kind: 'search' },
      run: () => calls({ role: 'owned' }, lead()),
    },
    {
      ...{ name: 'as owner of a third of all: newest calls', kind: 'search' },
      run: () => calls({ role: 'owned' }, credentialsOf('person-000')),
    },
    {
      ...{ name: 'as owner: refused in a week', kind: 'search' },
      run: () => calls({ role: 'owned', decision: 'deny', ...week() }, lead()),
    },
    {
      ...{ name: 'as owner: by person', kind: 'search', mayBeEmpty: true },
      run: () => calls({ role: 'owned', user: person() }, lead()),
    },
    {
      ...{ name: 'as oneself: newest calls', kind: 'search' },
      run: () => calls({ role: 'mine' }, oneself()),
    },
    {
      ...{ name: 'as oneself: by system', kind: 'search', mayBeEmpty: true },
      run: () => calls({ role: 'mine', system: system() }, oneself()),
    },
  ];
  const pages = [
    ['platform', () => ({})],
    ['server', () => ({ serverRef: serverRef(server()) })],
    ['team', () => ({ team: teamRef(pick(COMPANY.teams)) })],
    ['person', () => ({ person: person() })],
  ];
  for (const [name, query] of pages)
    for (const days of [7, 30, 90])
      questions.push({
        ...{ name: `usage: ${name}, ${days} days`, kind: 'usage' },
        run: () => usage({ ...query(), since: ago(days) }),
      });
  questions.push({
    ...{ name: 'usage: of servers that one owns, 30 days', kind: 'usage' },
    run: () => usage({ role: 'owned', since: ago(30) }, lead()),
  });
  return questions;
}
