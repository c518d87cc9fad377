import { InputError } from '@backstage/errors';

/** Splits `api:<namespace>/<name>`; anything else is refused. */
export function parseServerRef(serverRef: string): {
  namespace: string;
  name: string;
} {
  const match = /^api:([^:/]+)\/([^:/]+)$/.exec(serverRef);
  if (!match) {
    throw new InputError(
      `"${serverRef}" is not the entity ref of an MCP server, which looks like api:default/name`,
    );
  }
  return { namespace: match[1], name: match[2] };
}
