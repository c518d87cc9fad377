import type { LoggerService } from '@backstage/backend-plugin-api';
import { canonicalDigest } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../../database/readJson';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import type { Clock } from '../../service/Clock';
import { addHistory, readHistory } from '../../service/HistoryStore';
import type { Notifier } from '../../service/Notifier';
import { type AnyPolicyVersion, describeChange } from './describeChange';

const TABLE = 'approval_policy_versions';
/** In the history: the policies are one thing, whatever they say. */
const HISTORY_ID = 'configured';
/** In whose name a change is noted. Who wrote the file is known where it is kept. */
const CONFIGURATION = 'plugin:mcp-registry';

/** Keeps which approval policies were in force from when: a change that nobody was told of would be no control. */
export class PolicyLedger {
  static create(options: {
    database: RegistryDatabase;
    policies: readonly AnyPolicyVersion[];
    notifier: Notifier;
    logger: LoggerService;
    clock: Clock;
  }): PolicyLedger {
    return new PolicyLedger(options);
  }

  readonly #options: Parameters<typeof PolicyLedger.create>[0];

  private constructor(options: Parameters<typeof PolicyLedger.create>[0]) {
    this.#options = options;
  }

  /** Compares what is configured with what was, once at the start. Of all replicas one notes a change. */
  async align(): Promise<void> {
    const { database, policies, notifier, logger } = this.#options;
    const digest = await canonicalDigest(policies.map(policy => policy.digest));
    const change = await database.change(
      async tx => await this.#alignIn(tx, digest),
    );
    if (change === undefined) return;
    logger.info(`The approval policies have changed: ${change}`);
    await notifier.policyChanged(change);
  }

  /** Every version that there was, newest first. */
  async history(limit: number) {
    const entries = await readHistory(this.#options.database.knex, {
      kind: 'approval-policy',
      ids: [HISTORY_ID],
    });
    return (entries.get(HISTORY_ID) ?? []).toReversed().slice(0, limit);
  }

  async #alignIn(
    tx: Knex.Transaction,
    digest: string,
  ): Promise<string | undefined> {
    const { policies, clock } = this.#options;
    const last: { digest: string; policies: string } | undefined = await tx(
      TABLE,
    )
      .orderBy('id', 'desc')
      .first();
    if (last?.digest === digest) return undefined;
    // A registry that starts for the first time without policies has changed nothing.
    const before = last ? readJson<AnyPolicyVersion[]>(last.policies) : [];
    const at = clock.now().toISOString();
    await tx(TABLE).insert({
      digest,
      policies: JSON.stringify(policies),
      seen_at: at,
    });
    if (!last && policies.length === 0) return undefined;
    const change = describeChange(before, policies);
    await addHistory(tx, {
      kind: 'approval-policy',
      id: HISTORY_ID,
      ...{ at, by: CONFIGURATION, event: 'changed', reason: change },
      details: {
        ...(last && { before: last.digest }),
        after: digest,
        policies: policies.map(({ id, mode, digest: version }) => ({
          ...{ id, mode, version },
        })),
      },
    });
    return change;
  }
}
