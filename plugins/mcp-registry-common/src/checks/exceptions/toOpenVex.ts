import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import type { NamedFinding } from './findingKey';
import { purlOf } from './purlOf';
import {
  type ExceptionReason,
  isHarmless,
  type VexJustification,
} from './reasons';

/** The context that documents of OpenVEX 0.2.0 name. */
const CONTEXT = 'https://openvex.dev/ns/v0.2.0';
/** Names under which others know a vulnerability; rules of ours get the check before them. */
const PUBLISHED = /^(?:CVE|GHSA|OSV|PYSEC|GO|RUSTSEC|MAL)-[\w-]+$/i;

/** A statement of OpenVEX, as far as the registry says it. */
export interface OpenVexStatement {
  '@id': string;
  vulnerability: { name: string; description: string };
  timestamp: string;
  products: {
    '@id': string;
    identifiers?: { purl: string };
    subcomponents?: { '@id': string; identifiers: { purl: string } }[];
  }[];
  status: 'not_affected' | 'affected';
  status_notes: string;
  justification?: VexJustification;
  impact_statement?: string;
  action_statement?: string;
  action_statement_timestamp?: string;
}

/** A document of OpenVEX 0.2.0. */
export interface OpenVexDocument {
  '@context': string;
  '@id': string;
  author: string;
  role: string;
  timestamp: string;
  version: number;
  tooling: string;
  statements: OpenVexStatement[];
}

/** An exception in force, as far as it is exported. */
export interface VexSource {
  id: string;
  digest: string;
  checkId: string;
  finding: NamedFinding;
  reason: ExceptionReason;
  justification?: VexJustification;
  text: string;
  link?: string;
  requestedBy: string;
  decidedBy: string;
  decidedAt: string;
  expiresAt: string;
}

/** Says in OpenVEX what was accepted, by whom and until when. Pure. */
export function toOpenVex(
  exceptions: readonly { exception: VexSource; snapshot: RevisionSnapshot }[],
  options: { id: string; now: Date },
): OpenVexDocument {
  return {
    '@context': CONTEXT,
    '@id': `urn:sallyport:vex:${options.id}`,
    author: 'Sallyport',
    role: 'MCP server registry',
    timestamp: options.now.toISOString(),
    version: 1,
    tooling: 'Sallyport',
    statements: exceptions.map(toStatement),
  };
}

function toStatement(source: {
  exception: VexSource;
  snapshot: RevisionSnapshot;
}): OpenVexStatement {
  const { exception, snapshot } = source;
  const { finding, decidedAt } = exception;
  return {
    '@id': `urn:sallyport:exception:${exception.id}`,
    vulnerability: {
      name: PUBLISHED.test(finding.rule)
        ? finding.rule
        : `sallyport/${exception.checkId}/${finding.rule}`,
      description: finding.message,
    },
    timestamp: decidedAt,
    products: [productOf(exception, snapshot)],
    ...effectOf(exception),
  };
}

/** OpenVEX wants a justification or an impact statement for what is not affected, never both, and an action for what is. */
function effectOf(
  exception: VexSource,
): Pick<
  OpenVexStatement,
  | 'status'
  | 'status_notes'
  | 'justification'
  | 'impact_statement'
  | 'action_statement'
  | 'action_statement_timestamp'
> {
  const { reason, text, decidedAt } = exception;
  const until = `Accepted until ${exception.expiresAt} by ${exception.decidedBy}, asked for by ${exception.requestedBy}: ${reason}.`;
  const notes = [until, exception.link].filter(Boolean).join(' ');
  if (!isHarmless(reason)) {
    return {
      status: 'affected',
      status_notes: notes,
      action_statement: text,
      action_statement_timestamp: decidedAt,
    };
  }
  const justification = exception.justification ?? impliedBy(reason);
  return justification
    ? {
        status: 'not_affected',
        status_notes: `${notes} ${text}`,
        justification,
      }
    : { status: 'not_affected', status_notes: notes, impact_statement: text };
}

function impliedBy(reason: ExceptionReason): VexJustification | undefined {
  switch (reason) {
    case 'not-reachable':
      return 'vulnerable_code_not_in_execute_path';
    case 'mitigated':
      return 'inline_mitigations_already_exist';
    default:
      return undefined;
  }
}

function productOf(
  { digest, finding }: VexSource,
  snapshot: RevisionSnapshot,
): OpenVexStatement['products'][number] {
  const purl = snapshot.package && purlOf(snapshot.package);
  const part = finding.location;
  return {
    '@id': purl ?? `urn:sallyport:revision:${digest}`,
    ...(purl && { identifiers: { purl } }),
    // Checks of contents say at which package they found something.
    ...(part?.startsWith('pkg:') && {
      subcomponents: [{ '@id': part, identifiers: { purl: part } }],
    }),
  };
}
