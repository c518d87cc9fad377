import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import type { ToolSurface } from '../../revision/toolSurface';
import type { ProbeObservations } from '../observations';
import type { CheckFinding } from '../types';
import type { Whereabouts } from './whereIs';

/** What is known of a server that runs elsewhere. */
export interface RemoteFacts {
  readonly url: URL;
  readonly where: Whereabouts;
  readonly transport: 'streamable-http' | 'sse';
  readonly credential: RevisionSnapshot['credential'];
  readonly dataClassification: RevisionSnapshot['dataClassification'];
  readonly observed: ProbeObservations;
  readonly surface: Pick<ToolSurface, 'protocolVersion'>;
}

/** The first version that has Streamable HTTP. */
const OLDEST_WANTED = '2025-03-26';

/** What is to be said of a server that runs elsewhere. */
export function remoteFindings(facts: RemoteFacts): CheckFinding[] {
  const found: CheckFinding[] = [];
  const add = (
    rule: string,
    level: CheckFinding['level'],
    message: string,
    location = 'upstream/url',
  ) => found.push({ rule, level, message, location });
  const { url, where, transport, credential, observed } = facts;
  const host = url.host;
  if (where === 'outside') {
    add(
      'outside-company',
      'warning',
      `${host} lies outside of the company: what people send to its tools leaves it.`,
    );
  }
  if (url.protocol !== 'https:') {
    add(
      'no-tls',
      { outside: 'error', inside: 'warning', 'this-machine': 'note' }[
        where
      ] as CheckFinding['level'],
      `Calls go to ${host} without TLS: anybody on the way can read and change them.`,
    );
  }
  if (url.username || url.password) {
    add(
      'credential-in-address',
      'error',
      'The address has a user name or password in it, which everybody sees who may see the server.',
    );
  }
  if (observed.withoutCredential === 'open') {
    add('answers-anybody', openLevel(facts), openText(facts));
  }
  if (where === 'outside' && credential?.type === 'static') {
    add(
      'shared-secret-outside',
      'warning',
      'Everybody’s calls carry the same secret to a server outside of the company, which cannot tell people apart.',
      'credential',
    );
  }
  if (transport === 'sse') {
    add(
      'old-transport',
      'warning',
      'It speaks HTTP+SSE, which MCP has deprecated since 2025.',
      'upstream/type',
    );
  }
  const { protocolVersion } = facts.surface;
  if (protocolVersion && protocolVersion < OLDEST_WANTED) {
    add(
      'old-protocol',
      'note',
      `It speaks MCP of ${protocolVersion}; later versions are safer to connect to.`,
      'probe/protocolVersion',
    );
  }
  return found;
}

function openLevel(facts: RemoteFacts): CheckFinding['level'] {
  const { where, dataClassification } = facts;
  if (where === 'this-machine') return 'note';
  const isSensitive =
    dataClassification === 'confidential' ||
    dataClassification === 'restricted';
  return where === 'outside' && isSensitive ? 'error' : 'warning';
}

function openText({ credential }: RemoteFacts): string {
  const isAsked = credential !== undefined && credential.type !== 'none';
  return isAsked
    ? 'It answers without a credential, although the definition says that calls carry one: whoever reaches the address needs no approval.'
    : 'It answers anybody who reaches the address, without a credential: approvals hold at the gateway only.';
}
