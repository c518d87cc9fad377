import { hash, randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import { ALL_SERVERS } from '../edge/endpoints';
import type { TokenStore } from '../tokens/TokenStore';
import { makePersonalToken } from './makePersonalToken';
import type { PersonalTokenSettings } from './PersonalTokenSettings';
import { toPersonalTokenInfo } from './toPersonalTokenInfo';
import type { CreatedPersonalToken, PersonalTokenInfo } from './types';

const DAY_MS = 24 * 60 * 60_000;
/** Of one person, at a time. */
const MAX_PER_PERSON = 50;
const MAX_SERVERS = 100;

/** Personal access tokens: for clients that cannot sign people in. They open servers at the gateway, and nothing else. */
export class PersonalTokens {
  static create(options: {
    settings: PersonalTokenSettings;
    store: TokenStore;
    clock: Clock;
  }): PersonalTokens {
    return new PersonalTokens(options);
  }

  readonly settings: PersonalTokenSettings;
  readonly #store: TokenStore;
  readonly #clock: Clock;

  private constructor(options: Parameters<typeof PersonalTokens.create>[0]) {
    this.settings = options.settings;
    this.#store = options.store;
    this.#clock = options.clock;
  }

  /** A new one. Whether the person may have it for these servers is for the caller to decide. */
  async create(options: {
    userEntityRef: string;
    name: string;
    /** Entity refs; absent: all that the person may use. */
    servers?: readonly string[];
    days: number;
    /** What the portal's policy says of the person's reading the catalog, JSON. */
    catalogRead?: string;
  }): Promise<CreatedPersonalToken> {
    const { userEntityRef, days } = options;
    const { enabled, maxDays } = this.settings;
    if (!enabled) {
      throw new NotAllowedError(
        'Personal access tokens are switched off at this company',
      );
    }
    if (!(Number.isInteger(days) && days >= 1 && days <= maxDays)) {
      throw new InputError(`A token lives between 1 and ${maxDays} days`);
    }
    const servers = options.servers && [...new Set(options.servers)].sort();
    if (servers && (servers.length === 0 || servers.length > MAX_SERVERS)) {
      throw new InputError(
        `A token opens between 1 and ${MAX_SERVERS} servers`,
      );
    }
    const now = this.#clock.now();
    const held = await this.#store.listPersonalOf(userEntityRef, iso(now));
    if (held.length >= MAX_PER_PERSON) {
      throw new ConflictError(
        `You have ${held.length} personal access tokens. Wait until some end.`,
      );
    }
    const token = makePersonalToken();
    const row = {
      id: randomUUID(),
      user_ref: userEntityRef,
      server_ref: servers?.length === 1 ? servers[0] : ALL_SERVERS,
      endpoint: '',
      client: options.name,
      servers: servers ? JSON.stringify(servers) : null,
      created_at: iso(now),
      expires_at: iso(now + days * DAY_MS),
    };
    await this.#store.add({
      ...row,
      secret_hash: hash('sha256', token, 'base64url'),
      catalog_read: options.catalogRead ?? null,
    });
    return {
      token,
      info: toPersonalTokenInfo({
        ...row,
        last_used_at: null,
        used_by: null,
        revoked_at: null,
      }),
    };
  }

  /** A person's tokens that have not expired, newest first. */
  async list(userEntityRef: string): Promise<PersonalTokenInfo[]> {
    const now = iso(this.#clock.now());
    const rows = await this.#store.listPersonalOf(userEntityRef, now);
    return rows.map(toPersonalTokenInfo);
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
