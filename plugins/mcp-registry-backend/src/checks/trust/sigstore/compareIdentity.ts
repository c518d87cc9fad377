import { matchesPattern } from './matchesPattern';
import { repositoryAddress } from './repositoryAddress';
import type {
  BuildProvenance,
  ExpectedIdentity,
  IdentityComparison,
  SignerIdentity,
} from './types';

/**
 * Expected and found, line by line. Where certificate and statement both say something, the certificate counts: what stands in
 * the statement is written by the workflow itself.
 */
export function compareIdentity(
  expected: ExpectedIdentity,
  identity: SignerIdentity,
  provenance: BuildProvenance | undefined,
): IdentityComparison[] {
  const actual: Partial<Record<keyof ExpectedIdentity, string>> = {
    issuer: identity.issuer,
    signer: identity.signer,
    sourceRepository: identity.sourceRepository ?? provenance?.sourceRepository,
    sourceRef: identity.sourceRef ?? provenance?.sourceRef,
    workflow: workflowOf(identity) ?? provenance?.workflow,
    builder: provenance?.builder,
    runnerEnvironment: identity.runnerEnvironment,
  };
  return (Object.keys(expected) as (keyof ExpectedIdentity)[]).flatMap(what => {
    const wanted = expected[what];
    if (wanted === undefined) return [];
    const found = actual[what];
    const agrees = found !== undefined && matches(what, wanted, found);
    return [{ what, expected: wanted, actual: found, agrees }];
  });
}

/** Whether certificate and statement name different repositories or commits: one of them does not tell the truth. */
export function contradiction(
  identity: SignerIdentity,
  provenance: BuildProvenance | undefined,
): string | undefined {
  const [signed, built] = [
    identity.sourceRepository,
    provenance?.sourceRepository,
  ];
  if (signed && built && !isSameRepository(signed, built)) {
    return `It was signed in ${signed}, and says that it was built from ${built}.`;
  }
  const [commit, source] = [identity.sourceDigest, provenance?.sourceDigest];
  if (commit && source && commit !== source) {
    return `It was signed for commit ${commit}, and says that it was built from ${source}.`;
  }
  return undefined;
}

/** Whether two addresses mean the same repository. */
export function isSameRepository(one: string, other: string): boolean {
  const address = repositoryAddress(one);
  return address !== undefined && address === repositoryAddress(other);
}

function matches(
  what: keyof ExpectedIdentity,
  wanted: string,
  found: string,
): boolean {
  if (what === 'sourceRepository' && !wanted.includes('*')) {
    return isSameRepository(wanted, found);
  }
  if (what === 'sourceRepository') {
    const address = repositoryAddress(found);
    return (
      address !== undefined && matchesPattern(wanted.toLowerCase(), address)
    );
  }
  if (what !== 'workflow') return matchesPattern(wanted, found);
  // The same workflow runs for many refs, which `sourceRef` is about.
  const [address] = found.split('@');
  return wanted.includes('://')
    ? matchesPattern(wanted, address)
    : matchesPattern(wanted, pathOf(address));
}

/** A signer's name is a workflow's where it is an address; an address of mail can look like any path. */
function workflowOf({ workflow, signer }: SignerIdentity): string | undefined {
  return workflow ?? (signer?.startsWith('https://') ? signer : undefined);
}

/** The path of a file in its repository: `https://github.com/acme/orders/.github/workflows/x.yml` → `.github/workflows/x.yml`. */
function pathOf(address: string): string {
  const match = /^https?:\/\/[^/]+\/[^/]+\/[^/]+\/(.+)$/.exec(address);
  return match ? match[1] : address;
}
