import {
  lintProfile,
  NO_PERMISSIONS,
  type ProfileFinding,
  type ProfileSeverity,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import type { ToolSurface } from '../../revision/toolSurface';
import { outcomeOf } from '../outcomeOf';
import type { CheckFinding, CheckManifest, CheckResult } from '../types';
import { lintScopes } from './lintScopes';

/** The manifest of {@link checkReach}. */
export const REACH_MANIFEST: CheckManifest = {
  id: 'reach',
  version: '1',
  title: 'What it can reach',
  motivation:
    'A server that is taken over, or tricked by a text, can do what it may reach: other machines, the credentials of the cloud, somebody’s files, and what the scopes of a linked account open.',
  consumes: ['permission profile', 'credential', 'package', 'tool surface'],
  produces: ['the findings of the profile’s linter', 'the scopes asked for'],
  outcomes: {
    pass: 'It may reach nothing that needs a question.',
    warn: 'It may reach more than most servers need, or the definition has a likely mistake.',
    fail: 'It may reach something that hardly any server should, or does not start like this.',
    notApplicable:
      'It runs elsewhere and asks people for no scopes: nothing here bounds what it reaches.',
  },
  remedy:
    'Narrow the permission profile or the scopes to what the tools need, and submit it again. Each finding says how.',
};

const LEVELS: Record<ProfileSeverity, CheckFinding['level']> = {
  error: 'error',
  danger: 'error',
  warning: 'warning',
  note: 'note',
};

/** The gateway refuses these unless its operator's own configuration opens them: a reviewer is told, and that is enough. */
const OPENED_BY_OPERATORS = new Set<string>(['network.this-machine']);

/** Whether what a revision may reach is sane: its permission profile, and the scopes that it asks people for. Pure. */
export function checkReach(subject: {
  snapshot: RevisionSnapshot;
  toolSurface: Pick<ToolSurface, 'known' | 'tools'>;
}): CheckResult {
  const { snapshot, toolSurface } = subject;
  const { credential } = snapshot;
  const isHosted = snapshot.package !== undefined && !snapshot.upstream;
  const asksScopes = credential !== undefined && 'scopes' in credential;
  const linksAccounts = asksScopes || credential?.type === 'user-oauth';
  if (!isHosted && !linksAccounts) {
    return {
      outcome: 'notApplicable',
      summary:
        'It runs elsewhere, so no permission profile holds it, and it asks people for no scopes.',
      findings: [],
    };
  }
  const scopes = asksScopes ? credential.scopes : undefined;
  const findings = [
    ...(isHosted ? lintReach(snapshot) : []),
    ...(linksAccounts ? lintScopes(scopes, toolSurface) : []),
  ];
  const outcome = outcomeOf(findings);
  return {
    outcome,
    summary: summaryOf(outcome, findings),
    findings,
    evidence: {
      ...(isHosted && {
        permissionProfile: snapshot.permissionProfile ?? NO_PERMISSIONS,
        isolation: snapshot.isolation ?? 'shared',
      }),
      ...(linksAccounts && { scopes: scopes ?? [] }),
    },
  };
}

function lintReach(snapshot: RevisionSnapshot): CheckFinding[] {
  return lintProfile(snapshot.permissionProfile ?? NO_PERMISSIONS, {
    package: snapshot.package,
    run: snapshot.run,
    isolation: snapshot.isolation,
    credential: snapshot.credential,
  }).map(toFinding);
}

function toFinding(finding: ProfileFinding): CheckFinding {
  return {
    rule: finding.code,
    level: OPENED_BY_OPERATORS.has(finding.code)
      ? 'warning'
      : LEVELS[finding.severity],
    message: `${finding.text} ${finding.remedy}`,
    location: finding.path,
  };
}

function summaryOf(
  outcome: 'pass' | 'warn' | 'fail',
  findings: readonly CheckFinding[],
): string {
  const count = (level: CheckFinding['level']) =>
    findings.filter(finding => finding.level === level).length;
  switch (outcome) {
    case 'fail':
      return `It may reach too much, or cannot start like this: ${count(
        'error',
      )} of the findings are serious.`;
    case 'warn':
      return `It may reach more than most servers need: ${count(
        'warning',
      )} to look at.`;
    default:
      return 'It may reach nothing that needs a question.';
  }
}
