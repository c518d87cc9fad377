import { remember } from '../baseline';
import { DAY_MS } from '../time';
import type { Detector } from '../types';

const LEARN_MS = 7 * DAY_MS;
const MAX_HOSTS = 500;

/** Where the runtimes of one server connect to. */
export interface EgressState {
  since: number;
  hosts: string[];
}

/** A server connects to a host that it never connected to, or wants to and is refused. */
export const egress: Detector<EgressState> = {
  id: 'egress',
  initial: () => ({ since: -1, hosts: [] }),
  subjectOf: fact => (fact.kind === 'egress' ? fact.serverRef : undefined),
  observe(draft, fact) {
    if (fact.kind !== 'egress') return [];
    const { at, serverRef, port, isAllowed, isNamed } = fact;
    const host = fact.host.toLocaleLowerCase('en-US');
    if (draft.since < 0) draft.since = at;
    const family = familyOf(host);
    // A host that was refused and is let through now is news once more.
    const name = isAllowed ? family : `! ${host}`;
    const known = draft.hosts.includes(name);
    if (!known) remember(draft.hosts, name, MAX_HOSTS);
    // What the approved profile names, people have looked at.
    if (known || (isAllowed && isNamed)) return [];
    // What is refused was never approved, however young the server is.
    if (isAllowed && at - draft.since < LEARN_MS) return [];
    return [
      {
        detector: 'egress',
        key: `egress ${serverRef} ${host}`,
        kind: 'raised',
        severity: isAllowed ? 'medium' : 'high',
        ...{ at, serverRef },
        values: { host, port, allowed: isAllowed ? 'yes' : 'no' },
        calls: [],
      },
    ];
  },
};

/** Hosts such as `s3-17.eu.example.com` come and go: beside one another they are one. */
function familyOf(host: string): string {
  const labels = host.split('.');
  return labels.length > 3 ? `*.${labels.slice(1).join('.')}` : host;
}
