import {
  type ServerDefinition,
  serverDefinitionSchema,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { registryError } from '../service/registryError';
import type { ServerFacts, ServerRecord } from '../servers/ServerRecord';

/** What is approved of a server, or stated of it now, as a definition. */
export function toServerDefinition(
  server: ServerRecord,
  facts: ServerFacts,
): ServerDefinition {
  const { display, namespace, name } = server;
  const listed = <T>(items: readonly T[]) =>
    items.length > 0 ? [...items] : undefined;
  const parsed = serverDefinitionSchema.safeParse(
    JSON.parse(
      JSON.stringify({
        namespace: namespace === 'default' ? undefined : namespace,
        name,
        title: display.title === name ? undefined : display.title.slice(0, 100),
        description: display.description.slice(0, 1000) || display.title,
        system: display.system,
        lifecycle: display.lifecycle,
        tags: listed(display.tags),
        ...facts,
        compliance: listed(facts.compliance),
        audience: listed(facts.audience),
        reaches: listed(facts.reaches),
      }),
    ),
  );
  if (!parsed.success) {
    // Entities of the catalog may be named in ways that a definition cannot be.
    throw registryError(
      'server.not-exportable',
      parsed.error.issues[0].message,
    );
  }
  return parsed.data;
}
