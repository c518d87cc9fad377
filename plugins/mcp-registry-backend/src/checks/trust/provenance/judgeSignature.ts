import { packageKey } from '../../contents/osv/packageKey';
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
  const name = `${registry}:${spelled(registry, identifier)}`;
  return rules.filter(({ packages }) =>
    packages.some(written => {
      const one = written.startsWith('pypi:')
        ? packageKey('PyPI', written)
        : written;
      return one.endsWith('*')
        ? name.startsWith(one.slice(0, -1))
        : name === one;
    }),
  );
}

/** An image without its digest; a package of PyPI in the one spelling of its name. */
function spelled(registry: string, identifier: string): string {
  if (registry === 'pypi') return packageKey('PyPI', identifier);
  return registry === 'oci' ? identifier.split('@sha256:')[0] : identifier;
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
