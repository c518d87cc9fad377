import type { AuthService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Principal } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
  systemClock,
} from './Clock';
import { findGroups } from './findGroups';
import type { MembershipResolver } from './types';
import { within } from './within';

const TIMEOUT_MS = 5_000;

/** Finds the groups of people in the catalog and remembers them for at most a minute. */
export class CatalogMembership implements MembershipResolver {
  static create(options: {
    catalog: CatalogService;
    auth: AuthService;
    clock?: Clock;
    /** How long an answer is used: the time within which a change of membership holds everywhere. */
    maxAgeMs?: number;
    maxEntries?: number;
  }): CatalogMembership {
    return new CatalogMembership(options);
  }

  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #maxEntries: number;
  readonly #known = new Map<string, { principal: Principal; asked: Moment }>();
  readonly #underWay = new Map<string, Promise<Principal | undefined>>();

  private constructor(options: Parameters<typeof CatalogMembership.create>[0]) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#clock = options.clock ?? systemClock;
    this.#maxAgeMs = Math.min(options.maxAgeMs ?? 60_000, 60_000);
    this.#maxEntries = options.maxEntries ?? 10_000;
  }

  resolve(
    userEntityRef: string,
  ): Principal | undefined | Promise<Principal | undefined> {
    // Refs are known in small letters, and most come so.
    const known =
      this.#fresh(userEntityRef) ??
      this.#fresh(userEntityRef.toLocaleLowerCase('en-US'));
    return known ?? this.#askOnce(userEntityRef.toLocaleLowerCase('en-US'));
  }

  #fresh(userRef: string): Principal | undefined {
    const known = this.#known.get(userRef);
    const isFresh =
      known && elapsedSince(this.#clock, known.asked) < this.#maxAgeMs;
    return isFresh ? known.principal : undefined;
  }

  async #askOnce(userRef: string): Promise<Principal | undefined> {
    let question = this.#underWay.get(userRef);
    if (!question) {
      question = this.#ask(userRef).finally(() =>
        this.#underWay.delete(userRef),
      );
      this.#underWay.set(userRef, question);
    }
    return await question;
  }

  async #ask(userRef: string): Promise<Principal | undefined> {
    const asked = momentOf(this.#clock);
    const principal = await this.#askCatalog(userRef);
    this.#known.delete(userRef);
    if (principal) {
      if (this.#known.size >= this.#maxEntries) {
        // A Map keeps the order of insertion: the first is the oldest answer.
        const [oldest] = this.#known.keys();
        this.#known.delete(oldest);
      }
      this.#known.set(userRef, { principal, asked });
    }
    return principal;
  }

  async #askCatalog(userRef: string): Promise<Principal | undefined> {
    try {
      return await within(this.#read(userRef), TIMEOUT_MS);
    } catch (error) {
      throw new ServiceUnavailableError(
        `The catalog cannot say which groups ${userRef} belongs to; try again shortly`,
        error,
      );
    }
  }

  async #read(userRef: string): Promise<Principal | undefined> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const user = await this.#catalog.getEntityByRef(userRef, { credentials });
    if (!user) {
      return undefined;
    }
    const groups = await findGroups({
      user,
      catalog: this.#catalog,
      credentials,
    });
    return Object.freeze({
      userEntityRef: userRef,
      ownershipEntityRefs: Object.freeze([userRef, ...groups]),
    });
  }
}
