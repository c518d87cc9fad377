import type { AuditStore } from '../shipping/AuditStore';
import type { CallTokenStore } from './CallTokenStore';

type Store = Pick<AuditStore, 'add' | 'end' | 'seqOf'>;

/**
 * The store of the audit log, which also learns what its events say of tokens. That comes first: whoever dies in between repeats both, and
 * what is there already stays as it is.
 */
export function withTokens(
  store: Store,
  tokens: Pick<CallTokenStore, 'save'>,
): Store {
  return {
    add: async (...given) => {
      const [, events] = given;
      await tokens.save(events);
      return await store.add(...given);
    },
    end: (...given) => store.end(...given),
    seqOf: (...given) => store.seqOf(...given),
  };
}
