import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import type { ToolSurface } from '../../revision/toolSurface';
import type { ProbeObservations } from '../observations';
import { outcomeOf } from '../outcomeOf';
import type { CheckManifest, CheckResult } from '../types';
import { type RemoteFacts, remoteFindings } from './remoteFindings';
import { whereIs } from './whereIs';

/** The manifest of {@link checkRemote}. */
export const REMOTE_MANIFEST: CheckManifest = {
  id: 'remote',
  version: '1',
  title: 'Where it runs',
  motivation:
    'Calls to a server outside of the company take data along; without TLS others read them; and a server that answers anybody can be used around the gateway.',
  consumes: ['address', 'credential', 'data classification', 'probe'],
  produces: ['where it lies', 'what a probe saw of it without a credential'],
  outcomes: {
    pass: 'It runs inside of the company, encrypted or on this machine, and is closed to strangers or on this machine.',
    warn: 'It lies outside of the company, or something about how it is reached needs a look.',
    fail: 'Data would leave the company unencrypted or to a server that is open to anybody.',
    notApplicable: 'The gateway runs it itself: there is no address.',
  },
  remedy:
    'Use https and have the server ask for a credential. Where it could not be reached, make it reachable for the gateway and check again.',
  maxDataAgeHours: 24 * 8,
};

/** How a server that runs elsewhere is reached, from its definition and what a probe saw. Pure. */
export function checkRemote(
  subject: {
    snapshot: RevisionSnapshot;
    toolSurface: ToolSurface;
    observed: ProbeObservations;
  },
  settings: { companyDomains: readonly string[] },
): CheckResult {
  const { snapshot, toolSurface, observed } = subject;
  const { upstream } = snapshot;
  if (!upstream) {
    return {
      outcome: 'notApplicable',
      summary: snapshot.package
        ? 'The gateway runs it itself, so there is no address to look at.'
        : 'It has no address, and nothing to run: it cannot be called.',
      findings: [],
    };
  }
  const url = new URL(upstream.url);
  const where = whereIs(url.hostname, settings.companyDomains);
  const facts: RemoteFacts = {
    ...{ url, where, observed },
    transport: upstream.type,
    credential: snapshot.credential,
    dataClassification: snapshot.dataClassification,
    surface: toolSurface,
  };
  const findings = remoteFindings(facts);
  const common = {
    findings,
    evidence: {
      host: url.host,
      where,
      tls: url.protocol === 'https:',
      transport: upstream.type,
      credential: snapshot.credential?.type ?? 'none',
      withoutCredential: observed.withoutCredential,
      ...(toolSurface.protocolVersion && {
        protocolVersion: toolSurface.protocolVersion,
      }),
    },
    ...(toolSurface.probedAt && { dataAt: toolSurface.probedAt }),
  };
  const outcome = outcomeOf(findings);
  // What is bad whatever a probe would see is bad already.
  if (observed.withoutCredential === 'unknown' && outcome !== 'fail') {
    const why = toolSurface.probeError ?? 'No probe has told.';
    return {
      ...common,
      outcome: 'error',
      summary: `Whether it asks for a credential could not be found out: ${why}`,
    };
  }
  return { ...common, outcome, summary: summaryOf(outcome, facts) };
}

function summaryOf(
  outcome: 'pass' | 'warn' | 'fail',
  { where, url }: RemoteFacts,
): string {
  const at = {
    'this-machine': 'It runs on the machine of the gateway',
    inside: 'It runs inside of the company',
    outside: `It runs outside of the company, at ${url.host}`,
  }[where];
  return {
    pass: `${at}, and nothing about how it is reached needs a question.`,
    warn: `${at}; something about how it is reached needs a look.`,
    fail: `${at}, and is not safe to call as it is.`,
  }[outcome];
}
