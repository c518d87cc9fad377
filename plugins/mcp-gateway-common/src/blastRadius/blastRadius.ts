import { parseMount } from '../profile/parseMount';
import { profileEgress } from '../profile/profileEgress';
import { blastNotes } from './blastNotes';
import { credentialsOf } from './credentialsOf';
import { reachSystems } from './reachSystems';
import type {
  BlastFolder,
  BlastNetwork,
  BlastRadius,
  BlastRadiusInput,
  BlastSystem,
} from './types';

/**
 * What a server could reach if it were compromised: through its sandbox, through the credentials that it is given, and through the
 * systems that it declares and what those lead to. Where nothing of ours holds a server it says so, instead of saying little. Pure.
 */
export function blastRadius(input: BlastRadiusInput): BlastRadius {
  const { systems, isCut } = reachSystems(input.reaches, input.catalog);
  const place = placeOf(input);
  const found: Omit<BlastRadius, 'notes'> = {
    runs: runsOf(input),
    ...(place !== undefined && { place }),
    network: networkOf(input),
    folders: foldersOf(input),
    credentials: credentialsOf(input),
    systems,
    owners: ownersOf(systems),
    people: peopleOf(input),
    tools: toolsOf(input),
  };
  return { ...found, notes: blastNotes(found, { isCut }) };
}

function runsOf({ hosted, url }: BlastRadiusInput): BlastRadius['runs'] {
  if (hosted) return 'here';
  return url === undefined ? 'nowhere' : 'elsewhere';
}

function placeOf({ hosted, url }: BlastRadiusInput): string | undefined {
  if (hosted || url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).host;
}

function networkOf({ hosted }: BlastRadiusInput): BlastNetwork {
  if (!hosted) return { kind: 'unknown', destinations: [] };
  const { everything, destinations } = profileEgress(hosted.profile);
  const named = destinations.map(({ host, port }) => ({
    host: host.replace(/^\./, ''),
    port,
    isWide: host.startsWith('.'),
  }));
  if (everything) return { kind: 'everything', destinations: named };
  return { kind: named.length > 0 ? 'named' : 'none', destinations: named };
}

function foldersOf({ hosted }: BlastRadiusInput): BlastFolder[] {
  const { read = [], write = [] } = hosted?.profile ?? {};
  return [
    ...write.map(text => toFolder(text, true)),
    ...read.map(text => toFolder(text, false)),
  ];
}

/** What cannot be read as a mount is never mounted, but it is what the profile says. */
function toFolder(text: string, mayWrite: boolean): BlastFolder {
  try {
    const mount = parseMount(text);
    return mount.kind === 'volume'
      ? { kind: 'volume', name: mount.name, mayWrite }
      : { kind: 'path', name: mount.source, mayWrite };
  } catch {
    return { kind: 'path', name: text, mayWrite };
  }
}

function ownersOf(systems: readonly BlastSystem[]): BlastRadius['owners'] {
  const owners = new Map<string | undefined, string[]>();
  for (const { ref, owner, isKnown } of systems) {
    if (isKnown) owners.set(owner, [...(owners.get(owner) ?? []), ref]);
  }
  return [...owners].map(([owner, refs]) => ({
    ...(owner !== undefined && { owner }),
    systems: refs,
  }));
}

function peopleOf({ grants, tools }: BlastRadiusInput): BlastRadius['people'] {
  const subjects = new Map<string, boolean>();
  const harmless = new Set(
    (tools ?? []).flatMap(({ name, effect }) =>
      effect === 'reads' ? [name] : [],
    ),
  );
  for (const { subject, tools: chosen } of grants) {
    const mayChange =
      chosen.kind === 'all'
        ? tools === null || harmless.size < tools.length
        : chosen.names.some(name => !harmless.has(name));
    subjects.set(subject, mayChange || subjects.get(subject) === true);
  }
  const all = [...subjects.keys()];
  const isGroup = (ref: string) => /^group:/i.test(ref);
  return {
    persons: all.filter(ref => !isGroup(ref)).length,
    groups: all.filter(isGroup).sort(),
    mayChange: [...subjects.values()].filter(Boolean).length,
  };
}

function toolsOf({ tools }: BlastRadiusInput): BlastRadius['tools'] {
  const names = (effect: string) =>
    (tools ?? [])
      .filter(tool => tool.effect === effect)
      .map(({ name }) => name);
  return {
    isKnown: tools !== null,
    reads: names('reads').length,
    changes: names('changes'),
    destroys: names('destroys'),
  };
}
