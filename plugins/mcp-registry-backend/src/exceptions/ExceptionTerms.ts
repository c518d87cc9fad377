import { isHarmless } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { CheckCatalog } from '../checks/CheckCatalog';
import { findChecks } from '../checks/CheckStore';
import { riskOf } from '../checks/riskOf';
import type { RevisionRecord } from '../revisions/RevisionStore';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import { findFinding } from './findingIds';
import type { ExceptionSettings } from './readExceptionSettings';

const DAY_MS = 86_400_000;

interface About {
  revision: RevisionRecord;
  server: ServerRecord;
}

/** What an exception can be about, and how long it can hold. */
export class ExceptionTerms {
  static create(options: {
    catalog: CheckCatalog;
    clock: Clock;
    settings: ExceptionSettings;
  }): ExceptionTerms {
    return new ExceptionTerms(options);
  }

  readonly #options: Parameters<typeof ExceptionTerms.create>[0];

  private constructor(options: Parameters<typeof ExceptionTerms.create>[0]) {
    this.#options = options;
  }

  /** The latest end that one can have if it is agreed to now. */
  latestEnd({ revision, server }: About): string {
    const { clock, settings } = this.#options;
    const days = settings.maxDays[riskOf(revision, server).tier];
    return new Date(clock.now().getTime() + days * DAY_MS).toISOString();
  }

  /** @returns the end as it is kept. @throws where it is over already, too late, or no moment. */
  checkEnd(about: About, expiresAt: string): string {
    const end = new Date(expiresAt);
    const now = this.#options.clock.now();
    const latest = this.latestEnd(about);
    const isGood =
      end.getTime() > now.getTime() && end.getTime() <= Date.parse(latest);
    if (!isGood) {
      throw registryError('exception.until', `The latest end is ${latest}.`);
    }
    return end.toISOString();
  }

  checkReason(
    input: Pick<RegistrySchemas['NewException'], 'reason' | 'justification'>,
  ): void {
    if (input.justification && !isHarmless(input.reason)) {
      throw registryError('exception.justification');
    }
  }

  /** What is found now. @throws where it is not found, or holds nothing back. */
  async requireFinding(
    knex: Knex,
    about: { digest: string; checkId: string; findingId: string },
  ): Promise<RegistrySchemas['CheckFinding']> {
    const { digest, checkId, findingId } = about;
    const version = this.#options.catalog.get(checkId)?.manifest.version;
    const record = (await findChecks(knex, digest)).find(
      each => each.checkId === checkId && each.checkVersion === version,
    );
    const finding = findFinding(record, findingId);
    if (!record || !finding) throw registryError('exception.finding-gone');
    if (record.outcome !== 'fail' || finding.level !== 'error') {
      throw registryError('exception.not-serious');
    }
    return finding;
  }
}
