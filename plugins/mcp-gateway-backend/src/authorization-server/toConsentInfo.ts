import { ALL_SERVERS } from '../edge/endpoints';
import type { BrowserFamily } from './browserFamily';
import type { ClientInfo } from './ClientInfo';
import type { ConsentRow } from './ConsentStore';
import type { RedirectTarget } from './redirectTarget';

/** A consent as its owner sees it. What older ones did not write down is absent. */
export interface ConsentInfo extends Partial<RedirectTarget> {
  id: string;
  client: ClientInfo;
  resource: string;
  serverRef?: string;
  grantedAt: string;
  /** The browser in which the person allowed it, where it is known. */
  grantedIn?: BrowserFamily;
  lastUsedAt?: string;
  /** What the client calls itself: name and version. */
  usedBy?: string;
  expiresAt: string;
}

/** What the owner of a consent sees of its row. */
export function toConsentInfo(row: ConsentRow): ConsentInfo {
  const { browser, system } = row;
  return {
    id: row.id,
    client: JSON.parse(row.client),
    resource: row.resource,
    ...(row.server_ref !== ALL_SERVERS && { serverRef: row.server_ref }),
    grantedAt: new Date(Number(row.granted_at)).toISOString(),
    ...((browser !== null || system !== null) && {
      grantedIn: {
        ...(browser !== null && { browser }),
        ...(system !== null && { system }),
      },
    }),
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.used_by !== null && { usedBy: row.used_by }),
    ...(row.redirect_host !== null &&
      row.redirect_kind !== null && {
        redirectHost: row.redirect_host,
        redirectKind: row.redirect_kind,
      }),
    expiresAt: new Date(Number(row.expires_at)).toISOString(),
  };
}
