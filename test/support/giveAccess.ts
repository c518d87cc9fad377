import { as, grantAccess, ok, type Person } from './api';

/** Access to a server, unless there is some already. */
export async function giveAccess(
  person: Person,
  server: string,
  names?: string[],
): Promise<void> {
  const { registry } = await as(person);
  const { access } = await ok(
    registry.GET('/servers/{namespace}/{name}', {
      params: { path: { namespace: 'default', name: server } },
    }),
  );
  if (access.state === 'granted') return;
  await grantAccess({
    to: person,
    by: 'bob',
    server,
    ...(names && { tools: { kind: 'named', names } }),
  });
}
