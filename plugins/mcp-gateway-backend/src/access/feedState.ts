import type { FeedState } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** How well a replica follows the registry, from the time since it last knew everything. */
export function feedState(options: {
  /** Milliseconds; `undefined` when it never knew everything. */
  silence: number | undefined;
  behindAfterMs: number;
  lostAfterMs: number;
}): FeedState {
  const { silence, behindAfterMs, lostAfterMs } = options;
  if (silence === undefined || silence > lostAfterMs) {
    return 'lost';
  }
  return silence > behindAfterMs ? 'behind' : 'current';
}
