import { as, ok, type Person } from './api';

/** What runs of a server and what it did, as its owner sees it. */
export async function runtimeOf(owner: Person, server: string) {
  const { registry, gateway } = await as(owner);
  const { serverId } = await ok(
    registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name: server } },
    }),
  );
  return ok(
    gateway.GET('/servers/{id}/runtime', {
      params: { path: { id: serverId } },
    }),
  );
}
