// The row of a server whose revisions are made up: the registry's own columns, so that what is derived is derived as it does it.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const {
  displayColumns,
  factsColumns,
  lifeColumns,
  searchText,
} = require('../../../plugins/mcp-registry-backend/src/servers/serverColumns.ts');

export function toServerRow(options) {
  const { id, ref, name, facts, approved, waits, number, createdAt } = options;
  const display = {
    title: `Server ${number}`,
    description: 'Looks things up and changes them, for a team of the company.',
    tags: [`area-${number % 40}`],
  };
  return {
    id,
    server_ref: ref,
    namespace: 'default',
    name,
    origin: 'url:https://git.example.com/catalog.yaml',
    current_ref: ref,
    ...displayColumns(display),
    ...factsColumns(facts),
    ...lifeColumns({
      ...{ retired: false, ended: false, deprecated: false, suspended: false },
      approved: true,
      pending: Boolean(waits),
    }),
    live_facts: JSON.stringify(facts),
    reached: JSON.stringify(
      Object.fromEntries(facts.reaches.map(system => [system, 'internal'])),
    ),
    drift: '[]',
    approved_digest: approved.digest,
    pending_digest: waits?.digest ?? null,
    tool_count: approved.surface.tools.length,
    search_text: searchText({
      name,
      display,
      approvedSurface: approved.surface,
    }),
    in_catalog: true,
    example_data: false,
    created_at: createdAt,
    sequence: number + 1,
  };
}
