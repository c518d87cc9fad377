import type { CheckResult } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Clock } from '../../../service/Clock';
import { couldNot, doesNotApply, Findings, verdictOf } from '../findings';
import { provenanceManifest } from '../manifests';
import type { Registries } from '../registries/Registries';
import type { SignerRule, TrustSettings } from '../settings/TrustSettings';
import type { BundleVerdict } from '../sigstore/types';
import { readPin } from '../subject/readPin';
import type { Package, TrustCheck, TrustSubject } from '../types';
import { findSignatures } from './findSignatures';
import { judgeSignature, rulesFor } from './judgeSignature';
import type { PublishedSignatures } from './Signature';

/** Verifies who signed a package, and that it is who should have. */
export class ProvenanceCheck implements TrustCheck {
  static create(options: {
    registries: Registries;
    clock: Clock;
    settings: TrustSettings;
  }): ProvenanceCheck {
    return new ProvenanceCheck(options);
  }

  readonly manifest;
  readonly #options: Parameters<typeof ProvenanceCheck.create>[0];

  private constructor(options: Parameters<typeof ProvenanceCheck.create>[0]) {
    this.manifest = provenanceManifest(options.settings.fingerprint);
    this.#options = options;
  }

  async run(
    { snapshot }: TrustSubject,
    { signal }: { signal: AbortSignal },
  ): Promise<CheckResult> {
    const { package: wanted, upstream } = snapshot;
    if (upstream || !wanted) {
      return doesNotApply('It runs elsewhere: there is no package to sign.');
    }
    return await verdictOf(async () => {
      const { registries } = this.#options;
      const pin = readPin(snapshot);
      return this.#judge(
        wanted,
        await findSignatures({ package: wanted, pin, registries, signal }),
      );
    });
  }

  #judge(wanted: Package, all: readonly PublishedSignatures[]): CheckResult {
    const { signers, trustRoot } = this.#options.settings;
    const rules = rulesFor(wanted, signers);
    const found = new Findings(
      `package/${wanted.identifier}@${wanted.version}`,
    );
    const signed = all.filter(({ signatures }) => signatures.length > 0);
    const unsigned = all.filter(({ signatures }) => signatures.length === 0);
    const [{ registry }] = all;
    if (signed.length > 0 && rules.length === 0 && !trustRoot) {
      return couldNot(
        `${registry} has signatures of it, and nobody is configured to be believed: mcpRegistry.trust.signers, mcpRegistry.trust.defaultRoot.`,
      );
    }
    const asked =
      rules.length > 0 ? rules : [{ trustRoot, keys: [], expected: {} }];
    const judged = signed.map(published =>
      judgeArtifact(published, asked, found),
    );
    const [first] = judged.flatMap(({ good }) => good ?? []);
    if (first && rules.length === 0) {
      found.add(
        'warning',
        'nobody-expected',
        `${first.message} Nobody has said who should: name them in mcpRegistry.trust.signers.`,
        inWords(first),
      );
    }
    if (unsigned.length > 0) {
      judgeUnsigned(unsigned, { rules, found, isAll: signed.length === 0 });
    }
    const evidence = judged.map(one => one.evidence);
    const isOfFiles = signed.some(({ file }) => file !== undefined);
    return this.#answer(found, {
      summary: `${isOfFiles ? `${signed.length} of its files: ` : ''}${
        first?.message ?? ''
      }`,
      evidence: {
        registry,
        ...(isOfFiles ? { files: evidence } : evidence[0]),
      },
    });
  }

  #answer(
    found: Findings,
    answer: { summary: string; evidence: Record<string, unknown> },
  ): CheckResult {
    return {
      outcome: found.outcome,
      summary: found.worst ?? answer.summary,
      findings: found.all,
      evidence: answer.evidence,
      dataAt: this.#options.clock.now().toISOString(),
    };
  }
}

/** Holds all signatures of one artifact against the rules; one good one is enough, and the others are mentioned. */
function judgeArtifact(
  published: PublishedSignatures,
  asked: Parameters<typeof judgeSignature>[2],
  found: Findings,
): { good?: BundleVerdict; evidence: Record<string, unknown> } {
  const { artifact, file } = published;
  const verdicts = published.signatures.map(signature => ({
    from: signature.from,
    verdict: judgeSignature(signature, artifact, asked),
  }));
  const good = verdicts.find(({ verdict }) => verdict.verified)?.verdict;
  for (const { from, verdict } of verdicts) {
    if (verdict.verified) continue;
    found.add(
      good ? 'note' : 'error',
      verdict.refusal,
      verdict.message,
      `${from}: ${inWords(verdict)}`,
    );
  }
  return {
    good,
    evidence: {
      ...(file !== undefined && { file }),
      digest: `${artifact.algorithm}:${artifact.hex}`,
      signatures: verdicts.map(({ from, verdict }) => ({ from, ...verdict })),
    },
  };
}

function judgeUnsigned(
  unsigned: readonly PublishedSignatures[],
  options: {
    rules: readonly SignerRule[];
    found: Findings;
    /** Nothing of it is signed. */
    isAll: boolean;
  },
): void {
  const { rules, found, isAll } = options;
  const isRequired = rules.some(one => one.isRequired);
  const level = isRequired ? 'error' : 'warning';
  const [{ registry, unread }] = unsigned;
  const [old] = unread;
  const files = unsigned.flatMap(({ file }) => file ?? []).join(', ');
  const message = old
    ? `${registry} has only a signature of a form that is not read.`
    : `None published here: ${registry} has no signature of ${
        isAll ? 'it' : 'some of the files that it can be installed from'
      }.`;
  found.add(
    level,
    old ? 'unread-signature' : 'none-published',
    message,
    old ?? (files || undefined),
  );
}

/** Expected and actual, line by line; else who signed. */
function inWords({ comparisons, identity = {} }: BundleVerdict): string {
  return comparisons.length > 0
    ? comparisons
        .map(
          one =>
            `${one.what}: expected ${one.expected}, actual ${
              one.actual ?? 'none'
            }${one.agrees ? '' : ' (differs)'}`,
        )
        .join('; ')
    : Object.entries(identity)
        .map(([what, value]) => `${what}: ${value}`)
        .join('; ') || 'no signer that is known';
}
