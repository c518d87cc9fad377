import { ECOSYSTEMS, type Ecosystem } from '../types';

/** The ecosystem that an advisory names; `undefined` for one whose versions are not compared here. */
export function readEcosystem(text: string): Ecosystem | undefined {
  // “PyPI:https://index.example” names a registry of that kind.
  const [kind] = text.split(':');
  return ECOSYSTEMS.find(known => known === kind);
}

/** A package's name in the spelling by which it is found: PyPI takes several for one (PEP 503). */
export function packageKey(ecosystem: Ecosystem, name: string): string {
  return ecosystem === 'PyPI'
    ? name.toLowerCase().replace(/[-_.]+/g, '-')
    : name;
}
