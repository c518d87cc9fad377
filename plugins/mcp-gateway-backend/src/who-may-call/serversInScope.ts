import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AskScope } from './types';

const CHUNK = 500;
const FIELDS = ['kind', 'metadata.name', 'metadata.namespace', 'spec.type'];

/** A server that an answer may speak of. */
export interface ServerInScope {
  /** Normalised. */
  readonly ref: string;
  readonly document: AccessDocument;
  /** They have access to it that holds now. */
  readonly isHeld: boolean;
}

/**
 * Of these servers, those that whoever asks may be told of. About oneself that is what the gateway would say: a
 * server that one has access to, or that one can see in the catalog.
 */
export async function serversInScope(
  servers: readonly ServerInScope[],
  options: {
    scope: AskScope;
    catalog: CatalogService;
    credentials: BackstageCredentials;
  },
): Promise<ServerInScope[]> {
  const { scope } = options;
  switch (scope.kind) {
    case 'all':
      return [...servers];
    case 'owned':
      return servers.filter(({ document }) =>
        scope.owners.includes(document.owner),
      );
    case 'own': {
      const isKnown = ({ document, isHeld }: ServerInScope) =>
        isHeld || scope.owners.includes(document.owner);
      const asked = servers.filter(server => !isKnown(server));
      const refs = asked.map(({ ref }) => ref);
      const seen = await seenInCatalog(refs, options);
      return servers.filter(server => isKnown(server) || seen.has(server.ref));
    }
    default:
      return scope satisfies never;
  }
}

async function seenInCatalog(
  refs: readonly string[],
  options: { catalog: CatalogService; credentials: BackstageCredentials },
): Promise<Set<string>> {
  const { catalog, credentials } = options;
  const seen = new Set<string>();
  for (let at = 0; at < refs.length; at += CHUNK) {
    const entityRefs = refs.slice(at, at + CHUNK);
    // Asked as the person.
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs, fields: FIELDS },
      { credentials },
    );
    items.forEach((entity, index) => {
      if (entity?.spec?.type === 'mcp-server') seen.add(entityRefs[index]);
    });
  }
  return seen;
}
