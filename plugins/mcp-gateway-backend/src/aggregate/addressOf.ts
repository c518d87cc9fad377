import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { isObject } from '../rewrite/isObject';
import { aliasIn, exposedTools } from './exposedTools';
import { readPrompt, readUri } from './prefixes';

type Params = Record<string, unknown>;

/** What a request to the endpoint for all servers is about. */
export interface Address {
  alias: string;
  /** The tool's name at its server, where it is about one. */
  toolAt(document: AccessDocument): string | undefined;
  /** The parameters as its server knows them; `undefined` when it has no such thing. */
  paramsAt(document: AccessDocument): Params | undefined;
}

/** Reads from its parameters whose a request is; `undefined` when nobody's. */
export function addressOf(method: string, params: Params): Address | undefined {
  switch (method) {
    case 'tools/call': {
      const name = String(params.name);
      const alias = aliasIn(name);
      const toolAt = (document: AccessDocument) =>
        exposedTools(document).tools.get(name);
      return alias === undefined
        ? undefined
        : {
            alias,
            toolAt,
            paramsAt: document => {
              const tool = toolAt(document);
              return tool === undefined ? undefined : { ...params, name: tool };
            },
          };
    }
    case 'prompts/get':
      return ofName(readPrompt(String(params.name)), name => ({
        ...params,
        name,
      }));
    case 'resources/read':
      return ofUri(readUri(String(params.uri)), uri => ({ ...params, uri }));
    case 'completion/complete': {
      const { ref } = params;
      if (!isObject(ref)) return undefined;
      return ref.type === 'ref/prompt'
        ? ofName(readPrompt(String(ref.name)), name => ({
            ...params,
            ref: { ...ref, name },
          }))
        : ofUri(readUri(String(ref.uri)), uri => ({
            ...params,
            ref: { ...ref, uri },
          }));
    }
    default:
      return undefined;
  }
}

function ofName(
  read: { alias: string; name: string } | undefined,
  params: (name: string) => Params,
): Address | undefined {
  return (
    read && {
      alias: read.alias,
      toolAt: () => undefined,
      paramsAt: () => params(read.name),
    }
  );
}

function ofUri(
  read: { alias: string; uri: string } | undefined,
  params: (uri: string) => Params,
): Address | undefined {
  return (
    read && {
      alias: read.alias,
      toolAt: () => undefined,
      paramsAt: () => params(read.uri),
    }
  );
}
