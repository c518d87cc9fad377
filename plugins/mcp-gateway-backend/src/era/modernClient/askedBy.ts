import { hash } from 'node:crypto';
import { holderOf } from '../../pipeline/holderOf';
import type { Call } from '../../pipeline/types';
import { isObject } from '../../rewrite/isObject';

/** What must be known of a client's request while it waits: not all of what it says. */
export interface AskedRequest {
  id: string | number;
  opensUrls: boolean;
  /** Whose it is, and for where. */
  owner: string;
  /** Of what is asked for, whatever it carries besides. */
  digest: string;
}

export function askedBy(call: Call): AskedRequest {
  const { document, principal, message } = call;
  const { _meta, inputResponses, requestState, ...asked } =
    message?.params ?? {};
  const text = JSON.stringify([message?.method, asked], (_, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(byName))
      : value,
  );
  return {
    id: message?.id ?? 0,
    opensUrls: message?.opensUrls === true,
    owner: JSON.stringify([
      document?.serverId,
      document?.approvedRevision?.upstream.url,
      principal?.userEntityRef,
      holderOf(call),
    ]),
    digest: hash('sha256', text),
  };
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
