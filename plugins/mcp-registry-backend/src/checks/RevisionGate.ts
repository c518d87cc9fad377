import {
  effectiveRisk,
  type EffectiveRisk,
  gate,
  type GateDecision,
  type GateResult,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { RevisionRecord } from '../revisions/RevisionStore';
import type { ServerRecord } from '../servers/ServerRecord';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import type { CheckCatalog } from './CheckCatalog';
import { type CheckRecord, findChecks } from './CheckStore';
import type { CheckSettings } from './readCheckSettings';

/** Says whether the checks of a revision let it be approved. */
export class RevisionGate {
  static create(options: {
    catalog: CheckCatalog;
    settings: CheckSettings;
    clock: Clock;
  }): RevisionGate {
    return new RevisionGate(options);
  }

  readonly #options: Parameters<typeof RevisionGate.create>[0];

  private constructor(options: Parameters<typeof RevisionGate.create>[0]) {
    this.#options = options;
  }

  /** Which checks have to be passed, by the risk that the revision is handled by. */
  requiredOf(
    revision: RevisionRecord,
    server: ServerRecord,
  ): readonly string[] {
    const { tier } = this.riskOf(revision, server);
    return this.#options.settings.required[tier];
  }

  /** The risk that a revision is handled by, and why. */
  riskOf(revision: RevisionRecord, server: ServerRecord): EffectiveRisk {
    return effectiveRisk(
      revision.snapshot,
      server.approvedDigest ? server.facts.riskTier : undefined,
    );
  }

  decide(
    about: { revision: RevisionRecord; server: ServerRecord },
    records: readonly CheckRecord[],
  ): GateDecision {
    const { revision, server } = about;
    return gate({
      digest: revision.digest,
      required: this.requiredOf(revision, server),
      installed: this.#options.catalog.manifests(),
      results: records.flatMap(toGateResult),
      exceptions: [],
      now: this.#options.clock.now(),
    });
  }

  /** @throws ConflictError with the reasons, where the revision is held back. */
  async require(
    knex: Knex,
    about: { revision: RevisionRecord; server: ServerRecord },
  ): Promise<void> {
    const records = await findChecks(knex, about.revision.digest);
    const { decision, reasons } = this.decide(about, records);
    if (decision !== 'open') {
      throw registryError(
        'revision.held',
        reasons.map(({ text }) => text).join(' '),
      );
    }
  }
}

/** A row as the gate reads it: one without a verdict counts as not done, or as failed to be done. */
function toGateResult(record: CheckRecord): GateResult[] {
  const { outcome, problem } = record;
  if (outcome === undefined && problem === undefined) return [];
  return [
    {
      digest: record.digest,
      checkId: record.checkId,
      checkVersion: record.checkVersion,
      outcome: outcome ?? 'error',
      summary: (outcome === undefined ? problem : record.summary) ?? '',
      findings: outcome === undefined ? [] : record.findings,
      dataAt: record.dataAt,
    },
  ];
}
