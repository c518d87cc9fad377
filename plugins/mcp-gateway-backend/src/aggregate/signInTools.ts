import type {
  AccessDocument,
  AccessTool,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { exposedTools } from './exposedTools';
import type { ListedItem } from './listings';

/**
 * What is listed of a server whose system has to know the person first: the approved tools by name, and where to connect an account.
 * Left out they would look as if there were none. Called before, each says where again.
 */
export function signInTools(
  document: AccessDocument,
  portalUrl: string | undefined,
): ListedItem[] {
  const { approvedRevision, title } = document;
  const where = portalUrl
    ? ` Connect it here: ${linkTo(document, portalUrl)}`
    : '';
  const { exposed } = exposedTools(document);
  return (approvedRevision?.tools ?? []).flatMap(({ name: tool, effect }) => {
    const name = exposed.get(tool);
    if (name === undefined) return [];
    const item = {
      name,
      description: `Needs your own account at ${title}, which is not connected yet.${where}`,
      // What it takes is not known here: it is not called before.
      inputSchema: { type: 'object' },
      annotations: annotationsOf(effect),
    };
    return [{ sortKey: name, item }];
  });
}

/** Where accounts at identity providers are connected too, for what is exchanged. */
function linkTo(
  { serverRef, approvedRevision }: AccessDocument,
  portalUrl: string,
): string {
  const portal = portalUrl.replace(/\/$/, '');
  switch (approvedRevision?.credential?.type) {
    case 'personal-key':
    case 'user-oauth':
      return `${portal}/mcp/connect?${new URLSearchParams({
        server: serverRef,
      })}`;
    default:
      return `${portal}/ai-tools/my-access`;
  }
}

function annotationsOf(effect: AccessTool['effect']) {
  return {
    readOnlyHint: effect === 'reads',
    destructiveHint: effect === 'destroys',
  };
}
