import { MAX_STOP_MESSAGE } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';

/** What callers are told: the rule's own words, or what was done; and what helps. */
export function messageOf(
  { kind, message }: RegistrySchemas['NewReaction'],
  options: { endsAt: string; signInUrl?: string },
): string {
  const until = `${options.endsAt.slice(0, 16).replace('T', ' ')} UTC`;
  const own = message?.trim();
  switch (kind) {
    case 'step-up': {
      const words = own || 'Something unusual was noticed in your name.';
      const link = ` Sign in again here: ${backTo(options.signInUrl)}`;
      // What is too long is said shorter: without the link it helps nobody.
      return words.slice(0, MAX_STOP_MESSAGE - link.length) + link;
    }
    case 'grant':
      return (
        own ||
        `This access is paused until ${until}, because something unusual was noticed.`
      );
    case 'server':
      return (
        own ||
        `This server is paused until ${until}, because something unusual was noticed.`
      );
    default:
      return kind satisfies never;
  }
}

/** Decisions come back to what waits for them; whoever was held back, to what they may use. */
function backTo(signInUrl: string | undefined): string {
  if (signInUrl === undefined) return '';
  const url = new URL(signInUrl);
  url.searchParams.set('returnTo', '/ai-tools/my-access');
  return url.href;
}
