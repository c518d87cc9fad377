import type { Adapter, AdapterPayload, ClientMetadata } from 'oidc-provider';

/** What a provider remembers, with clients that it knows from the start. */
export function memoryAdapter(clients: ClientMetadata[]) {
  const rows = new Map<string, AdapterPayload>(
    clients.map(client => [`Client:${client.client_id}`, client]),
  );
  const nothing = async () => undefined;
  return (model: string): Adapter => {
    const key = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload) => {
        rows.set(key(id), payload);
      },
      find: async id => rows.get(key(id)),
      findByUid: nothing,
      findByUserCode: nothing,
      consume: async id => {
        const payload = rows.get(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async id => {
        rows.delete(key(id));
      },
      revokeByGrantId: async grantId => {
        for (const [row, payload] of rows) {
          if (payload.grantId === grantId) rows.delete(row);
        }
      },
    };
  };
}
