import type { Adapter } from 'oidc-provider';

/**
 * The gateway's origin keeps nobody signed in: each authorization is decided by the person who is signed in to the portal
 * at that moment.
 */
export class NoSessions implements Adapter {
  static create(): NoSessions {
    return new NoSessions();
  }

  async upsert(): Promise<void> {}
  async find(): Promise<undefined> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
}
