import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { isObject } from '../rewrite/isObject';
import { exposedTools } from './exposedTools';
import { exposePrompt, exposeUri } from './prefixes';

/** What the endpoint for all servers lists. */
export const LISTINGS = {
  'tools/list': { key: 'tools', kind: 'list' },
  'prompts/list': { key: 'prompts', kind: 'other' },
  'resources/list': { key: 'resources', kind: 'other' },
  'resources/templates/list': { key: 'resourceTemplates', kind: 'other' },
} as const;

/** A method of {@link LISTINGS}. */
export type ListMethod = keyof typeof LISTINGS;

/** An item with its place in the order. */
export interface ListedItem {
  sortKey: string;
  item: object;
}

/** An item as it is offered; `undefined` where it has no name here. */
export function exposeItem(
  method: ListMethod,
  item: unknown,
  document: AccessDocument,
): ListedItem | undefined {
  const { alias } = document;
  if (!isObject(item) || alias === undefined) return undefined;
  switch (method) {
    case 'tools/list': {
      const name = exposedTools(document).exposed.get(String(item.name));
      return name === undefined
        ? undefined
        : { sortKey: name, item: { ...item, name } };
    }
    case 'prompts/list': {
      const name = exposePrompt(alias, String(item.name));
      return { sortKey: name, item: { ...item, name } };
    }
    case 'resources/list': {
      const uri = exposeUri(alias, String(item.uri));
      return { sortKey: uri, item: { ...item, uri } };
    }
    case 'resources/templates/list': {
      const uriTemplate = exposeUri(alias, String(item.uriTemplate));
      return { sortKey: uriTemplate, item: { ...item, uriTemplate } };
    }
    default:
      return method satisfies never;
  }
}
