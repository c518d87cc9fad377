import type { SignerRule } from '../settings/TrustSettings';
import type { ArtifactDigest, BundleVerdict } from '../sigstore/types';
import { verifyBundle } from '../sigstore/verifyBundle';
import { verifySimpleSignature } from '../sigstore/verifySimpleSignature';
import type { Signature } from './Signature';

/** The rules that are about a package: alternatives, any of which may hold. */
export function rulesFor(
  { registry, identifier }: { registry: string; identifier: string },
  rules: readonly SignerRule[],
): SignerRule[] {
  const [bare] = identifier.split('@sha256:');
  const name = `${registry}:${registry === 'oci' ? bare : identifier}`;
  return rules.filter(({ packages }) =>
    packages.some(one =>
      one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one,
    ),
  );
}

/** Holds a signature against each rule; the first that holds counts, else the verdict that came furthest. */
export function judgeSignature(
  signature: Signature,
  artifact: ArtifactDigest,
  rules: readonly Omit<SignerRule, 'packages' | 'isRequired'>[],
): BundleVerdict {
  const verdicts = rules.map(({ trustRoot, keys, expected }) =>
    'simple' in signature
      ? verifySimpleSignature({
          signature: signature.simple,
          ...{ artifact, trustRoot, keys, expected },
        })
      : verifyBundle({
          bundle: signature.bundle,
          ...{ artifact, trustRoot, keys, expected },
        }),
  );
  return (
    verdicts.find(({ verified }) => verified) ??
    // Who knows who signed says more than who does not know the signer at all.
    verdicts.find(({ identity }) => identity) ??
    verdicts[0]
  );
}
