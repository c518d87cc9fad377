import type { Knex } from 'knex';
import { z } from 'zod';
import type { Clock } from '../access/Clock';
import { idOf } from '../authorization-server/idOf';
import type { EnvelopeBox } from '../encryption/EnvelopeBox';
import type { DynamicRegistration } from './oauth/register';

const TABLE = 'client_registrations';
/** A secret is given up this long before its end. */
const MARGIN_MS = 60 * 60_000;

const registrationSchema = z.object({
  clientId: z.string(),
  method: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
  secret: z.string().optional(),
  secretEndsAt: z.number().optional(),
});

/** Who the gateway is at issuers where it registered itself, for all replicas. */
export class RegistrationStore {
  static create(options: {
    database: Knex;
    box: EnvelopeBox;
    clock: Clock;
  }): RegistrationStore {
    return new RegistrationStore(options);
  }

  readonly #options: Parameters<typeof RegistrationStore.create>[0];

  private constructor(options: Parameters<typeof RegistrationStore.create>[0]) {
    this.#options = options;
  }

  async find(issuer: string): Promise<DynamicRegistration | undefined> {
    const { database, box, clock } = this.#options;
    const row = await database(TABLE)
      .where({ issuer_hash: idOf(issuer) })
      .first();
    if (!row) return undefined;
    const endsAt = row.expires_at === null ? Infinity : Number(row.expires_at);
    if (endsAt <= clock.now()) return undefined;
    const text = await box.open(['registration', issuer], row.payload);
    return registrationSchema.parse(JSON.parse(text));
  }

  /** Keeps a registration. Of replicas that registered at once, the last one's holds for all. */
  async put(issuer: string, registration: DynamicRegistration): Promise<void> {
    const { database, box } = this.#options;
    const { secretEndsAt } = registration;
    const payload = await box.seal(
      ['registration', issuer],
      JSON.stringify(registration),
    );
    const expiresAt = secretEndsAt ? secretEndsAt - MARGIN_MS : null;
    await database(TABLE)
      .insert({
        issuer_hash: idOf(issuer),
        issuer,
        payload,
        expires_at: expiresAt,
      })
      .onConflict('issuer_hash')
      .merge(['payload', 'expires_at']);
  }
}
