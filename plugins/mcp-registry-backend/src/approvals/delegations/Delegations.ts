import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { RELATION_MEMBER_OF } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Knex } from 'knex';
import type { Caller } from '../../service/Caller';
import type { Clock } from '../../service/Clock';
import { type DelegationScope, delegationsTo } from './DelegationStore';

/** Somebody who is stood in for, with the groups that they are in now. */
export interface Principal {
  ref: string;
  memberOf: string[];
}

/** Says in whose place somebody may decide. What they delegated is what they could do themselves now, and no delegate delegates on. */
export class Delegations {
  static create(options: {
    knex: Knex;
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    clock: Clock;
  }): Delegations {
    return new Delegations(options);
  }

  readonly #options: Parameters<typeof Delegations.create>[0];

  private constructor(options: Parameters<typeof Delegations.create>[0]) {
    this.#options = options;
  }

  /** Never inside a transaction. Where the catalog cannot be asked, nobody is stood in for. */
  async of(caller: Caller, scope: DelegationScope): Promise<Principal[]> {
    const { knex, catalog, auth, logger, clock } = this.#options;
    const given = await delegationsTo(knex, {
      ...{ to: caller.userEntityRef, scope },
      now: clock.now(),
    });
    const refs = [...new Set(given.map(({ from }) => from))];
    if (refs.length === 0) return [];
    try {
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs: refs, fields: ['kind', 'metadata', 'relations'] },
        { credentials: await auth.getOwnServiceCredentials() },
      );
      return refs.flatMap((ref, index) => {
        const entity = items[index];
        // Who has left the company delegates nothing.
        if (!entity) return [];
        const groups = (entity.relations ?? [])
          .filter(({ type }) => type === RELATION_MEMBER_OF)
          .map(({ targetRef }) => targetRef.toLocaleLowerCase('en-US'));
        return [{ ref, memberOf: [ref, ...groups] }];
      });
    } catch (error) {
      logger.warn(
        `The catalog cannot be asked in whose place ${
          caller.userEntityRef
        } decides: ${stringifyError(error)}`,
      );
      return [];
    }
  }
}
