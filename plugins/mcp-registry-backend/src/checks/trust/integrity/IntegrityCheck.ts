import type { CheckResult } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Clock } from '../../../service/Clock';
import { couldNot, doesNotApply, Findings, verdictOf } from '../findings';
import { integrityManifest } from '../manifests';
import type { Registries } from '../registries/Registries';
import { readImageName } from '../subject/readImageName';
import { type Pin, readPin, sha512Hex } from '../subject/readPin';
import type { Package, TrustCheck, TrustSubject } from '../types';
import { judgePypi } from './judgePypi';

/** Compares what is pinned with what the registry has now. */
export class IntegrityCheck implements TrustCheck {
  static create(options: {
    registries: Registries;
    clock: Clock;
    fingerprint: string;
  }): IntegrityCheck {
    return new IntegrityCheck(options);
  }

  readonly manifest;
  readonly #registries: Registries;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof IntegrityCheck.create>[0]) {
    this.manifest = integrityManifest(options.fingerprint);
    this.#registries = options.registries;
    this.#clock = options.clock;
  }

  async run(
    { snapshot }: TrustSubject,
    { signal }: { signal: AbortSignal },
  ): Promise<CheckResult> {
    const { package: wanted, upstream } = snapshot;
    if (upstream || !wanted) {
      return doesNotApply('It runs elsewhere: there is no package to compare.');
    }
    const pin = readPin(snapshot);
    return await verdictOf(async () => {
      if (wanted.registry === 'npm') return this.#npm(wanted, pin, signal);
      if (wanted.registry === 'oci') return this.#image(wanted, pin, signal);
      return this.#pypi(wanted, pin, signal);
    });
  }

  async #npm(
    wanted: Package,
    pin: Pin | undefined,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { identifier, version } = wanted;
    const found = new Findings(`package/${identifier}@${version}`);
    if (!pin) return this.#notPinned(found);
    if (pin.digest.startsWith('sha256:')) {
      found.add(
        'warning',
        'pinned-by-folder',
        'What runs was taken from a folder of the gateway’s machine. It is pinned by what is in there, which no registry can confirm.',
        pin.digest,
      );
      return this.#answer(found, { pinned: pin.digest });
    }
    const pinned = sha512Hex(pin.digest);
    if (!pinned) {
      found.add(
        'error',
        'weak-pin',
        'A package of npm is pinned by its one sha512, and by nothing weaker.',
        pin.digest,
      );
      return this.#answer(found, { pinned: pin.digest });
    }
    const registry = this.#registries.npm;
    const there = await registry.findPackage(identifier, version, signal);
    const published = there?.version?.dist?.integrity;
    if (!there?.version) {
      found.add(
        'error',
        'not-there',
        `${registry.host} has no ${identifier} ${version}${
          there ? '' : ', and no package of that name'
        }.`,
      );
    } else if (!published?.split(/\s+/).some(sha512Hex)) {
      return couldNot(
        `${registry.host} does not say the sha512 of ${identifier} ${version}.`,
      );
    } else if (!published.split(/\s+/).some(one => sha512Hex(one) === pinned)) {
      found.add(
        'error',
        'other-bytes',
        `${registry.host} has other bytes as ${identifier} ${version} than those that are pinned.`,
        `pinned ${pin.digest}, there ${published}`,
      );
    }
    if (!pin.withDependencies) {
      found.add(
        'warning',
        'dependencies-not-pinned',
        'The archive is pinned, and not what it brings along: dependencies are chosen when it is installed.',
      );
    }
    return this.#answer(found, {
      registry: registry.host,
      pinned: pin.digest,
      published: published ?? null,
      pinnedBy: pin.from,
    });
  }

  async #pypi(
    wanted: Package,
    pin: Pin | undefined,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { identifier, version } = wanted;
    const found = new Findings(`package/${identifier}@${version}`);
    if (!pin) return this.#notPinned(found);
    const registry = () => this.#registries.pypi;
    const evidence = await judgePypi({ wanted, pin, registry, signal }, found);
    return this.#answer(found, evidence);
  }

  async #image(
    wanted: Package,
    pin: Pin | undefined,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const { host, path, tag, digests } = readImageName({
      ...wanted,
      integrity: pin?.digest,
    });
    const found = new Findings(
      `package/${wanted.identifier}@${wanted.version}`,
    );
    if (digests.length === 0) return this.#notPinned(found);
    if (digests.length > 1) {
      found.add(
        'error',
        'two-pins',
        'The definition names more than one digest: nobody knows which was approved.',
        digests.join(', '),
      );
      return this.#answer(found, { pinned: digests });
    }
    const [digest] = digests;
    const registry = this.#registries.image(host);
    const image = await registry.findManifest(path, digest, signal);
    if (!image) {
      found.add('error', 'not-there', `${host} has no ${path} of this digest.`);
    } else if (image.digest !== digest) {
      found.add(
        'error',
        'other-bytes',
        `${host} answers with other bytes than its digest says.`,
        `pinned ${digest}, there ${image.digest}`,
      );
    }
    const tagged =
      tag === undefined
        ? undefined
        : await registry.findManifest(path, tag, signal);
    if (tag !== undefined && !tagged) {
      found.add('warning', 'tag-gone', `${host} has no tag ${tag} any more.`);
    } else if (tagged && tagged.digest !== digest) {
      found.add(
        'warning',
        'tag-moved',
        `The tag ${tag} is another image now. The pinned one runs; find out what the new one is.`,
        `pinned ${digest}, tag ${tagged.digest}`,
      );
    }
    return this.#answer(found, {
      registry: host,
      pinned: digest,
      published: image?.digest ?? null,
      ...(tag !== undefined && { tag, tagged: tagged?.digest ?? null }),
    });
  }

  #notPinned(found: Findings): CheckResult {
    found.add(
      'error',
      'not-pinned',
      'Nothing is pinned: whatever the registry has under that version would run. A probe pins it.',
    );
    return this.#answer(found, {});
  }

  #answer(found: Findings, evidence: Record<string, unknown>): CheckResult {
    const { outcome, worst, all } = found;
    return {
      outcome,
      summary: worst ?? 'The registry has exactly what is pinned.',
      findings: all,
      evidence,
      dataAt: this.#clock.now().toISOString(),
    };
  }
}
