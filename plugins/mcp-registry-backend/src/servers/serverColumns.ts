import {
  serverStatus,
  type ServerLife,
  type ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ServerDisplay, ServerFacts, ServerRow } from './ServerRecord';

/** The columns of what people see of a server. */
export function displayColumns(display: ServerDisplay): Partial<ServerRow> {
  return {
    title: display.title,
    sort_title: display.title.toLocaleLowerCase('en-US').slice(0, 200),
    description: display.description,
    system: display.system ?? null,
    lifecycle: display.lifecycle ?? null,
    tags: JSON.stringify(display.tags),
  };
}

/** The columns of the facts that count: approved ones where there are any. */
export function factsColumns(facts: ServerFacts): Partial<ServerRow> {
  return {
    facts: JSON.stringify(facts),
    owner: facts.owner,
    risk_tier: facts.riskTier,
    data_classification: facts.dataClassification,
  };
}

/** The columns of a server's life and the status that follows from it. */
export function lifeColumns(life: ServerLife): Partial<ServerRow> {
  return {
    retired: life.retired,
    ended: life.ended,
    deprecated: life.deprecated,
    suspended: life.suspended,
    status: serverStatus(life),
  };
}

/** The text that a search looks through. Tools are in it once they are approved. */
export function searchText(options: {
  name: string;
  display: ServerDisplay;
  approvedSurface?: ToolSurface;
}): string {
  const { name, display, approvedSurface } = options;
  return (
    [
      name,
      display.title,
      display.description,
      ...display.tags,
      ...(approvedSurface?.tools ?? []).flatMap(tool => [
        tool.name,
        tool.title ?? '',
        tool.description ?? '',
      ]),
    ]
      .join('\n')
      // PostgreSQL has no text with a NUL in it, and a server that lists one must not stand in anybody's way.
      .replaceAll('\0', ' ')
      .toLocaleLowerCase('en-US')
  );
}
