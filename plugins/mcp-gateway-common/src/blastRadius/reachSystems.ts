import type { BlastSystem, CatalogThing } from './types';

/** So far, and so many things: what is further away says little, and a catalog may be one great knot. */
const MAX_STEPS = 3;
const MAX_SYSTEMS = 100;

/** What is got at, and what would have to be looked up to know more. */
export interface ReachedSystems {
  readonly systems: BlastSystem[];
  /** Named and not in `catalog`. Looked up in vain, they stay what nobody knows. */
  readonly missing: string[];
  /** There is more than is shown. */
  readonly isCut: boolean;
}

/** Walks the catalog from what a server declares, the shortest way to each thing. Each thing is there once; circles end. Pure. */
export function reachSystems(
  reaches: readonly string[],
  catalog: ReadonlyMap<string, CatalogThing>,
): ReachedSystems {
  const systems = new Map<string, BlastSystem>();
  const missing: string[] = [];
  let isCut = false;
  let edge = reaches.map(ref => ({ ref: lower(ref), via: [] as string[] }));
  for (let step = 0; step <= MAX_STEPS && edge.length > 0; step += 1) {
    const next: typeof edge = [];
    for (const { ref, via } of edge) {
      if (!systems.has(ref)) {
        if (systems.size >= MAX_SYSTEMS)
          return { systems: [...systems.values()], missing, isCut: true };
        const thing = catalog.get(ref);
        if (!thing) missing.push(ref);
        systems.set(ref, {
          ref,
          title: thing?.title ?? ref,
          ...(thing?.type !== undefined && { type: thing.type }),
          ...(thing?.owner !== undefined && { owner: thing.owner }),
          via,
          isKnown: thing !== undefined,
        });
        for (const to of thing?.leadsTo ?? []) {
          next.push({ ref: lower(to), via: [...via, ref] });
        }
      }
    }
    edge = next;
    isCut = step === MAX_STEPS && edge.some(({ ref }) => !systems.has(ref));
  }
  return { systems: [...systems.values()], missing, isCut };
}

function lower(ref: string): string {
  return ref.toLocaleLowerCase('en-US');
}
