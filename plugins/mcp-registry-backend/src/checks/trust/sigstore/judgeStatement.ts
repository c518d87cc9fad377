import { compareIdentity, contradiction } from './compareIdentity';
import { isAbout, readProvenance, type Statement } from './readStatement';
import type {
  ArtifactDigest,
  BundleVerdict,
  ExpectedIdentity,
  SignerIdentity,
} from './types';

/** What a statement is worth whose signature was verified: whether it is about this artifact, and by whom it should be. */
export function judgeStatement(
  statement: Statement,
  identity: SignerIdentity,
  {
    artifact,
    expected,
  }: { artifact: ArtifactDigest; expected: ExpectedIdentity },
): BundleVerdict {
  const provenance = readProvenance(statement);
  const comparisons = compareIdentity(expected, identity, provenance);
  const common = { identity, provenance, comparisons };
  if (!isAbout(statement, artifact)) {
    return {
      ...{ ...common, verified: false, refusal: 'other-artifact' },
      message: `It is a signature for something else than ${artifact.algorithm}:${artifact.hex}.`,
    };
  }
  const different = comparisons.filter(({ agrees }) => !agrees);
  const lie = contradiction(identity, provenance);
  if (different.length > 0 || lie) {
    const lines = different.map(
      one =>
        `expected ${one.what} ${one.expected}, found ${one.actual ?? 'none'}`,
    );
    return {
      ...{ ...common, verified: false, refusal: 'wrong-identity' },
      message:
        lie ?? `Somebody else signed it than expected: ${lines.join('; ')}.`,
    };
  }
  return { ...common, verified: true, message: `Signed by ${who(identity)}.` };
}

function who(identity: SignerIdentity): string {
  const { key, signer, issuer } = identity;
  return key
    ? `the key ${key}`
    : `${signer ?? 'somebody without a name'}, known to ${
        issuer ?? 'an issuer without a name'
      }`;
}
