import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { CheckResult } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckSubject } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { Clock } from '../../../service/Clock';
import { verdictOf } from '../../trust/findings';
import { findSignatures } from '../../trust/provenance/findSignatures';
import {
  judgeSignature,
  rulesFor,
} from '../../trust/provenance/judgeSignature';
import { Registries } from '../../trust/registries/Registries';
import { readTrustSettings } from '../../trust/settings/readTrustSettings';
import type { SignerRule } from '../../trust/settings/TrustSettings';
import { readStatement } from '../../trust/sigstore/readStatement';
import { readPin } from '../../trust/subject/readPin';
import type { PublishedSboms } from './PublishedSboms';
import { readSbom } from './readSbom';
import { listSboms, putSbom } from './SbomStore';

/** What a statement with a list of contents in it is called. */
const LISTS =
  /^https:\/\/(?:cyclonedx\.org\/bom|spdx\.dev\/Document)(?:[/#].*)?$/;

const bundleSchema = z.object({
  dsseEnvelope: z.object({ payload: z.string(), payloadType: z.string() }),
});

/**
 * Takes lists of contents from what is signed about a package, where the configuration says who signs it. What somebody else says of it
 * is not taken: whoever may push to a registry could say that nothing is in there.
 */
export class AttestedSboms implements PublishedSboms {
  static create(options: {
    knex: Knex;
    clock: Clock;
    config: RootConfigService;
  }): AttestedSboms {
    return new AttestedSboms(options);
  }

  readonly #knex: Knex;
  readonly #clock: Clock;
  readonly #registries: Registries;
  readonly #signers: readonly SignerRule[];

  private constructor(options: Parameters<typeof AttestedSboms.create>[0]) {
    const settings = readTrustSettings(options.config);
    this.#knex = options.knex;
    this.#clock = options.clock;
    this.#registries = Registries.create(settings);
    this.#signers = settings.signers;
  }

  async take(
    subject: Pick<CheckSubject, 'digest' | 'snapshot'>,
    signal: AbortSignal,
  ): Promise<CheckResult | undefined> {
    const { digest, snapshot } = subject;
    const { package: wanted } = snapshot;
    const rules = wanted ? rulesFor(wanted, this.#signers) : [];
    if (!wanted || rules.length === 0 || (await this.#has(digest))) {
      return undefined;
    }
    const result = await verdictOf(async () => {
      const published = await findSignatures({
        ...{ package: wanted, pin: readPin(snapshot), signal },
        registries: this.#registries,
      });
      const all = published.flatMap(({ artifact, signatures }) =>
        signatures.map(signature => ({ artifact, signature })),
      );
      for (const { artifact, signature } of all) {
        const list =
          'bundle' in signature ? listIn(signature.bundle) : undefined;
        if (list === undefined) continue;
        const verdict = judgeSignature(signature, artifact, rules);
        if (!verdict.verified) continue;
        await putSbom(this.#knex, {
          ...{ digest, origin: 'published', document: list },
          sbom: readSbom(list),
          at: this.#clock.now().toISOString(),
        });
        break;
      }
      return { outcome: 'pass', summary: '', findings: [] };
    });
    return result.outcome === 'pass' ? undefined : result;
  }

  async #has(digest: string): Promise<boolean> {
    const lists = await listSboms(this.#knex, digest);
    return lists.some(({ origin }) => origin === 'published');
  }
}

/** The list in a bundle’s statement, where there is one. */
function listIn(bundle: unknown): string | undefined {
  const envelope = bundleSchema.safeParse(bundle).data?.dsseEnvelope;
  const statement =
    envelope &&
    readStatement({
      payload: Buffer.from(envelope.payload, 'base64'),
      payloadType: envelope.payloadType,
    });
  return statement && LISTS.test(statement.predicateType)
    ? JSON.stringify(statement.predicate)
    : undefined;
}
