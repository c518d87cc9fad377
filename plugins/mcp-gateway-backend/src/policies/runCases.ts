import { decide } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CedarPolicies } from '../pipeline/policies/CedarPolicies';
import type { PolicySource } from '../pipeline/policies/types';
import type { PolicyCase } from './policyCaseSchema';

/** What came of a case. */
export interface CaseResult {
  title: string;
  expected: 'allow' | 'deny';
  got: 'allow' | 'deny';
  /** What the policies said, for people. */
  detail?: string;
}

/** Asks a text about its cases: alone and as if it were enforced, so that nothing else can change the answer. */
export async function runCases(
  source: PolicySource,
  cases: readonly PolicyCase[],
): Promise<CaseResult[]> {
  const policies = await CedarPolicies.create([{ ...source, mode: 'enforce' }]);
  try {
    return cases.map(each => {
      const { effect, trace } = decide(inputOf(each, policies));
      const said = trace.find(({ layer }) => layer === 'policy');
      return {
        title: each.title,
        expected: each.expect,
        got: effect,
        ...(said?.detail !== undefined && { detail: said.detail }),
      };
    });
  } finally {
    policies.release();
  }
}

function inputOf(given: PolicyCase, evaluator: CedarPolicies) {
  const { person, groups, server, tool, effect } = given;
  return {
    principal: {
      userEntityRef: person,
      ownershipEntityRefs: [person, ...groups.map(asGroup)],
    },
    action: { kind: 'tool' as const, method: 'tools/call', tool },
    feed: 'current' as const,
    now: 0,
    policies: { evaluator, arguments: given.arguments },
    document: {
      version: 1 as const,
      sequence: 1,
      serverId: 'case',
      serverRef: server.ref,
      title: server.ref,
      owner: asGroup(server.owner),
      status: 'active' as const,
      riskTier: server.riskTier,
      dataClassification: server.dataClassification,
      approvedRevision: {
        digest: 'sha256:case',
        upstream: { type: 'streamable-http' as const, url: 'https://case/' },
        tools: [{ name: tool, digest: 'sha256:case', effect }],
      },
      // Policies are asked after the grant.
      grants: [
        {
          id: 'case',
          subject: person,
          tools: { kind: 'all' as const },
          expiresAt: '9999-12-31T00:00:00.000Z',
        },
      ],
    },
  };
}

/** Cases may say "finance". */
function asGroup(ref: string): string {
  return ref.includes(':') ? ref : `group:default/${ref}`;
}
