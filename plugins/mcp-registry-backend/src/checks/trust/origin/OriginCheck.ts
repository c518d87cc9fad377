import type { CheckResult } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Clock } from '../../../service/Clock';
import { doesNotApply, Findings, verdictOf } from '../findings';
import { originManifest } from '../manifests';
import { rulesFor } from '../provenance/judgeSignature';
import type { Registries } from '../registries/Registries';
import type { TrustSettings } from '../settings/TrustSettings';
import { isImageDigest } from '../subject/readImageName';
import { type Pin, readPin } from '../subject/readPin';
import type { Package, TrustCheck, TrustSubject } from '../types';
import { findOriginFacts } from './findOriginFacts';
import { judgeLikeness } from './judgeLikeness';
import { daysSince, judgeOrigin } from './judgeOrigin';

const EXACT = {
  npm: /^\d+\.\d+\.\d+(?:-[0-9A-Za-z][0-9A-Za-z.-]*)?(?:\+[0-9A-Za-z.-]+)?$/,
  /** One version in its normal form (PEP 440). */
  pypi: /^(?:\d{1,9}!)?\d{1,9}(?:\.\d{1,9}){0,9}(?:(?:a|b|rc)\d{1,9})?(?:\.post\d{1,9})?(?:\.dev\d{1,9})?(?:\+[a-z0-9]{1,40}(?:\.[a-z0-9]{1,40}){0,5})?$/,
};

/** Looks at where a package comes from: whether it is there, whose it is, and what it could be taken for. */
export class OriginCheck implements TrustCheck {
  static create(options: {
    registries: Registries;
    clock: Clock;
    settings: TrustSettings;
  }): OriginCheck {
    return new OriginCheck(options);
  }

  readonly manifest;
  readonly #options: Parameters<typeof OriginCheck.create>[0];

  private constructor(options: Parameters<typeof OriginCheck.create>[0]) {
    this.manifest = originManifest(options.settings.fingerprint);
    this.#options = options;
  }

  async run(
    subject: TrustSubject,
    { signal }: { signal: AbortSignal },
  ): Promise<CheckResult> {
    const { package: wanted, upstream } = subject.snapshot;
    if (upstream || !wanted) {
      return doesNotApply('It runs elsewhere: there is no package to look up.');
    }
    const found = new Findings(
      `package/${wanted.identifier}@${wanted.version}`,
    );
    const pin = readPin(subject.snapshot);
    this.#judgePin(wanted, pin?.digest, found);
    judgeLikeness(
      {
        package: wanted,
        serverRef: subject.snapshot.serverRef,
        others: await subject.others(),
        known: this.#options.settings.knownServers,
      },
      found,
    );
    const result = await verdictOf(() =>
      this.#judgeFacts(subject, { wanted, pin, found, signal }),
    );
    // What is bad whatever the registry would say is bad already.
    return result.outcome === 'error' && found.outcome === 'fail'
      ? this.#answer(found, {})
      : { ...result, findings: found.all };
  }

  #judgePin(wanted: Package, digest: string | undefined, found: Findings) {
    const { registry, identifier, version } = wanted;
    if (registry !== 'oci' && !EXACT[registry].test(version)) {
      found.add(
        'error',
        'no-exact-version',
        `“${version}” is no exact version: what it means can change from one day to the next.`,
      );
    }
    const isPinned =
      digest !== undefined ||
      isImageDigest(version) ||
      identifier.includes('@sha256:');
    if (!isPinned) {
      found.add(
        'error',
        'not-pinned',
        'Nothing is pinned: whatever the registry has under that version would run. A probe pins it.',
      );
    }
  }

  async #judgeFacts(
    subject: TrustSubject,
    options: {
      wanted: Package;
      pin?: Pin;
      found: Findings;
      signal: AbortSignal;
    },
  ): Promise<CheckResult> {
    const { wanted, pin, found, signal } = options;
    const { registries, settings, clock } = this.#options;
    const facts = await findOriginFacts({
      ...{ package: wanted, registries, signal, pin },
      ...(pin && isImageDigest(pin.digest) && { digest: pin.digest }),
    });
    const now = clock.now();
    if (facts.exists) {
      const expectedRepositories = rulesFor(wanted, settings.signers).flatMap(
        ({ expected }) => expected.sourceRepository ?? [],
      );
      const { serverRef } = subject.snapshot;
      judgeOrigin(
        { facts, settings, now, expectedRepositories, serverRef },
        found,
      );
    } else if (facts.quarantined !== undefined) {
      found.add(
        'error',
        'quarantined',
        `${facts.registry} holds ${wanted.identifier} back as unsafe.`,
        facts.quarantined,
      );
    } else {
      found.add(
        'error',
        'not-there',
        `${facts.registry} has no ${wanted.identifier} ${wanted.version}.`,
      );
    }
    const ageDays = daysSince(facts.publishedAt, now);
    return this.#answer(found, {
      ...facts,
      ...(ageDays !== undefined && { ageDays }),
    });
  }

  #answer(found: Findings, evidence: Record<string, unknown>): CheckResult {
    return {
      outcome: found.outcome,
      summary:
        found.worst ??
        'It is there, exactly this version, and nothing about where it comes from needs a look.',
      findings: found.all,
      evidence,
      dataAt: this.#options.clock.now().toISOString(),
    };
  }
}
