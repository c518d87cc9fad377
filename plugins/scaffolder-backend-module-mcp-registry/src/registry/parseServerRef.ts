import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/** Reads the ref of an MCP server as people write it: `orders`, `default/orders` or `api:default/orders`. */
export function parseServerRef(serverRef: string): {
  ref: string;
  namespace: string;
  name: string;
} {
  const hint = 'it looks like api:default/orders';
  const parsed = tryParse(serverRef);
  if (!parsed || parsed.kind.toLocaleLowerCase('en-US') !== 'api') {
    throw new InputError(`"${serverRef}" is no ref of an MCP server; ${hint}`);
  }
  const ref = stringifyEntityRef(parsed);
  const { namespace, name } = parseEntityRef(ref);
  return { ref, namespace, name };
}

function tryParse(serverRef: string) {
  try {
    return parseEntityRef(serverRef, {
      defaultKind: 'API',
      defaultNamespace: 'default',
    });
  } catch {
    return undefined;
  }
}
