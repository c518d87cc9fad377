import type { Component } from '../types';
import { readPurl } from '../vex/purl';

/** One entry of a list as a component: by its package URL, which says of what kind it is; `undefined` where nothing names it. */
export function toComponent(entry: {
  name?: string;
  version?: string;
  purl?: string;
  licence?: string;
}): Component | undefined {
  const purl = entry.purl === undefined ? undefined : readPurl(entry.purl);
  const name = purl?.name ?? entry.name;
  const version = purl?.version ?? entry.version;
  if (!name || !version) return undefined;
  const { ecosystem } = purl ?? {};
  return {
    ...{ name, version },
    ...(ecosystem && { ecosystem }),
    ...(purl && { purl: entry.purl }),
    ...(entry.licence && { licence: entry.licence }),
  };
}
