import type { Findings } from '../findings';
import type { OtherServer, Package } from '../types';
import { findLookAlikes, type LookAlike } from './findLookAlikes';
import { KNOWN_SERVERS } from './knownServers';
import { readPackageName } from './packageName';

type Meaning = Readonly<
  Record<
    LookAlike['how'],
    { level: 'error' | 'warning' | 'note'; rule: string; words: string }
  >
>;

const OF_PACKAGES: Meaning = {
  'same-look': {
    level: 'error',
    rule: 'poses-as',
    words: 'At a glance its name is that of another server:',
  },
  near: {
    level: 'warning',
    rule: 'near-name',
    words: 'Its name is a slip of the keyboard away from another server’s:',
  },
  'other-publisher': {
    level: 'warning',
    rule: 'name-of-other-publisher',
    words: 'It has the name of another publisher’s server:',
  },
};

/** Names in the portal are chosen by its own people: orders-v1 and orders-v2 are nobody’s trick. */
const OF_SERVERS: Omit<Meaning, 'other-publisher'> = {
  'same-look': {
    level: 'warning',
    rule: 'poses-as-server',
    words: 'At a glance it is called as another server here:',
  },
  near: {
    level: 'note',
    rule: 'near-server',
    words: 'It is called nearly as another server here:',
  },
};

/** Says what a package, and the server that it is here, could be taken for. */
export function judgeLikeness(
  question: {
    package: Package;
    serverRef: string;
    others: readonly OtherServer[];
    /** Beside our own list. */
    known: readonly string[];
  },
  found: Findings,
): void {
  const { registry, identifier } = question.package;
  const { others } = question;
  const known = [
    ...KNOWN_SERVERS[registry],
    ...question.known,
    ...others.flatMap(({ packageIdentifier }) => packageIdentifier ?? []),
  ].map(name => readPackageName(registry, name));
  const name = readPackageName(registry, identifier);
  for (const { how, name: other } of findLookAlikes(name, known)) {
    const { level, rule, words } = OF_PACKAGES[how];
    found.add(level, rule, `${words} ${other}.`, identifier);
  }
  const own = serverName(question.serverRef);
  const servers = others.map(({ serverRef }) => serverName(serverRef));
  for (const { how, name: other } of findLookAlikes(own, servers)) {
    if (how === 'other-publisher') continue;
    const { level, rule, words } = OF_SERVERS[how];
    found.add(level, rule, `${words} ${other}.`, own.whole);
  }
}

/** The name alone: the same name in two namespaces is no other name. */
function serverName(serverRef: string) {
  const name = serverRef.slice(serverRef.lastIndexOf('/') + 1);
  return { scope: '', bare: name, whole: name };
}
