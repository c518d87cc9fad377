import { goodUntil } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import { agreedExceptions } from './ExceptionStore';
import { findUses } from './ExceptionUseStore';
import type { ExceptionSettings } from './readExceptionSettings';

interface Version {
  serverId: string;
  digest: string;
}

/** Says how long what was approved with exceptions holds. */
export class ExceptionHold {
  static create(options: {
    clock: Clock;
    settings: Pick<ExceptionSettings, 'atEnd'>;
  }): ExceptionHold {
    return new ExceptionHold(options.clock, options.settings.atEnd);
  }

  readonly #clock: Clock;
  readonly #atEnd: ExceptionSettings['atEnd'];

  private constructor(clock: Clock, atEnd: ExceptionSettings['atEnd']) {
    this.#clock = clock;
    this.#atEnd = atEnd;
  }

  /** When the first of the exceptions runs out that a version was approved on; absent where it needed none. */
  async goodUntil(knex: Knex, version: Version): Promise<string | undefined> {
    const uses = await findUses(knex, version.digest);
    if (uses.length === 0) return undefined;
    return goodUntil(
      uses.map(({ findingId }) => findingId),
      await agreedExceptions(knex, version),
    );
  }

  async isOver(knex: Knex, version: Version): Promise<boolean> {
    const until = await this.goodUntil(knex, version);
    return until !== undefined && until <= this.#clock.now().toISOString();
  }

  /** The moment from which gateways serve it no more; absent where it may go on. */
  async servesUntil(knex: Knex, version: Version): Promise<string | undefined> {
    return this.#atEnd === 'suspend'
      ? await this.goodUntil(knex, version)
      : undefined;
  }

  /** Whether what is served has to stop. */
  async mustStop(knex: Knex, version: Version): Promise<boolean> {
    return this.#atEnd === 'suspend' && (await this.isOver(knex, version));
  }

  /** @throws where a server would run again with an exception that has ended. */
  async requireMayRun(knex: Knex, version: Version): Promise<void> {
    if (await this.mustStop(knex, version))
      throw registryError('exception.over');
  }

  /** @throws where a version would be taken up again with an exception that has ended. */
  async requireGood(knex: Knex, version: Version): Promise<void> {
    if (await this.isOver(knex, version)) throw registryError('exception.over');
  }
}
