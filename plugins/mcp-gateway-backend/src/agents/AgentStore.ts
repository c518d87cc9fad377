import type { Knex } from 'knex';

const AGENTS = 'agents';
const CONSENTS = 'agent_consents';

/** A person's leave for an agent to act for them. Times are milliseconds since the epoch. */
export interface AgentConsentRow {
  user_ref: string;
  agent_ref: string;
  granted_at: number;
  expires_at: number;
}

/** When agents were seen, and whom they may act for. */
export class AgentStore {
  static create(options: { database: Knex }): AgentStore {
    return new AgentStore(options.database);
  }

  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async seenAt(agentRef: string): Promise<number | undefined> {
    const row = await this.#knex(AGENTS).where({ agent_ref: agentRef }).first();
    return row && Number(row.seen_at);
  }

  async see(agentRef: string, now: number): Promise<void> {
    await this.#knex(AGENTS)
      .insert({ agent_ref: agentRef, seen_at: now })
      .onConflict('agent_ref')
      .merge();
  }

  async mayActFor(
    who: { user_ref: string; agent_ref: string },
    now: number,
  ): Promise<boolean> {
    const row = await this.#knex<AgentConsentRow>(CONSENTS)
      .where(who)
      .andWhere('expires_at', '>', now)
      .first();
    return row !== undefined;
  }

  async consent(row: AgentConsentRow): Promise<void> {
    await this.#knex<AgentConsentRow>(CONSENTS)
      .insert(row)
      .onConflict(['user_ref', 'agent_ref'])
      .merge();
  }

  async withdraw(who: {
    user_ref: string;
    agent_ref?: string;
  }): Promise<number> {
    return await this.#knex<AgentConsentRow>(CONSENTS).where(who).delete();
  }

  async consentsOf(userRef: string, now: number): Promise<AgentConsentRow[]> {
    const rows = await this.#knex<AgentConsentRow>(CONSENTS)
      .where({ user_ref: userRef })
      .andWhere('expires_at', '>', now)
      .orderBy('agent_ref');
    return rows.map(row => ({
      ...row,
      granted_at: Number(row.granted_at),
      expires_at: Number(row.expires_at),
    }));
  }
}
