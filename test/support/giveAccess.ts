import { as, grantAccess, ok, type Person } from './api';

/** Servers of the example that are not Bob's to decide about. */
const OWNERS: Record<string, Person> = {
  filesystem: 'erin',
  'sequential-thinking': 'alice',
};

/** Access to a server's tools (all unless some are named), unless there is access already that covers them. */
export async function giveAccess(
  person: Person,
  server: string,
  names?: string[],
): Promise<void> {
  const { registry } = await as(person);
  const { items } = await ok(
    registry.GET('/grants', {
      params: {
        query: { serverRef: `api:default/${server}`, state: 'active' },
      },
    }),
  );
  const isCovered = items.some(
    ({ tools }) =>
      tools.kind === 'all' ||
      names?.every(name => tools.names?.includes(name)) === true,
  );
  if (isCovered) return;
  await grantAccess({
    to: person,
    by: OWNERS[server] ?? 'bob',
    server,
    ...(names && { tools: { kind: 'named', names } }),
  });
}
