import type { GrantUse } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { GrantRecord } from '../access/GrantStore';
import type { RememberedUse } from './GrantUseReader';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Who remembers that much of a grant's life may say that it was not used. */
const ENOUGH_DAYS = 30;

/** What is known of the use of a grant: nothing, where too little of its life is remembered to call a tool unused. */
export function useOf(
  grant: Pick<GrantRecord, 'id' | 'createdAt'>,
  options: { remembered: RememberedUse | undefined; now: Date },
): GrantUse {
  const { remembered, now } = options;
  const item = remembered?.items.get(grant.id);
  if (!remembered || !item || item.isCut) return { known: false };
  const enough = new Date(now.getTime() - ENOUGH_DAYS * DAY_MS).toISOString();
  const needed = grant.createdAt > enough ? grant.createdAt : enough;
  if (remembered.knownSince > needed) return { known: false };
  const last = new Map<string, string>();
  for (const { tool, lastUsedAt } of item.uses) {
    const before = last.get(tool) ?? '';
    if (lastUsedAt > before) last.set(tool, lastUsedAt);
  }
  const all = [...last.values(), item.otherUsedAt ?? ''];
  const lastUsedAt = all.sort().at(-1);
  return {
    known: true,
    since:
      remembered.knownSince > grant.createdAt
        ? remembered.knownSince
        : grant.createdAt,
    ...(lastUsedAt && { lastUsedAt }),
    tools: [...last].map(([name, at]) => ({ name, lastUsedAt: at })),
    other: item.otherUsedAt !== undefined,
  };
}
