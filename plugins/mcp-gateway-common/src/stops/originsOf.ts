import type { ApprovedUpstream } from '../access/approvedUpstream';
import type { ServerCredential } from '../access/serverCredential';
import { profileEgress } from '../profile/profileEgress';
import { publisherOf } from './publisherOf';

/** Where a revision comes from and where it leads: what stops of packages, publishers and hosts are compared with. */
export interface Origins {
  /** `npm/@acme/files` and `npm/@acme/files@1.2.0`. */
  readonly packages: readonly string[];
  /** `npm/@acme`, `oci/ghcr.io/acme`. */
  readonly publishers: readonly string[];
  /** Names and addresses; with a leading dot every name below. */
  readonly hosts: readonly string[];
  /** Its profile lets it reach every host. */
  readonly everyHost: boolean;
}

/** A revision never changes: another one is another object. */
const known = new WeakMap<ApprovedUpstream, Origins>();

/** Reads them from what is approved. */
export function originsOf(revision: {
  upstream: ApprovedUpstream;
  credential?: ServerCredential;
}): Origins {
  const { upstream } = revision;
  let origins = known.get(upstream);
  if (!origins) {
    origins = read(upstream, revision.credential);
    known.set(upstream, origins);
  }
  return origins;
}

function read(
  upstream: ApprovedUpstream,
  credential: ServerCredential | undefined,
): Origins {
  const issuer = credential && 'issuer' in credential && credential.issuer;
  const issuers = issuer ? [hostOf(issuer)] : [];
  if (upstream.type !== 'hosted') {
    const hosts = [hostOf(upstream.url), ...issuers];
    return { packages: [], publishers: [], hosts, everyHost: false };
  }
  const { package: code, profile } = upstream.hosted;
  const name = `${code.registry}/${code.identifier.toLowerCase()}`;
  const publisher = publisherOf(name);
  const { destinations, everything } = profileEgress(profile);
  return {
    packages: [name, `${name}@${code.version.toLowerCase()}`],
    publishers: publisher === undefined ? [] : [publisher],
    hosts: [...new Set([...destinations.map(({ host }) => host), ...issuers])],
    everyHost: everything,
  };
}

function hostOf(url: string): string {
  return new URL(url).hostname.toLowerCase().replace(/\.$/, '');
}
