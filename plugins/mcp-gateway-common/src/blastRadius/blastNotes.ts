import type { BlastNote, BlastRadius } from './types';

/** What is worth saying first of a blast radius, the worst on top. Pure. */
export function blastNotes(
  radius: Omit<BlastRadius, 'notes'>,
  options: { isCut: boolean },
): BlastNote[] {
  const { runs, network, folders, credentials, systems, people, tools } =
    radius;
  const onMachine = folders.filter(({ kind }) => kind === 'path');
  const isOnline = network.kind === 'everything' || network.kind === 'named';
  const hasPeople = people.persons > 0 || people.groups.length > 0;
  const when: Record<BlastNote, boolean> = {
    unconfined: runs === 'elsewhere',
    'every-host': network.kind === 'everything',
    'writes-machine': onMachine.some(({ mayWrite }) => mayWrite),
    'reads-machine': onMachine.some(({ mayWrite }) => !mayWrite),
    'secrets-and-network':
      runs === 'here' && isOnline && credentials.length > 0,
    'credentials-of-people':
      hasPeople && credentials.some(({ whose }) => whose === 'person'),
    'tools-unknown': !tools.isKnown,
    destroys: tools.destroys.length > 0,
    'nothing-declared':
      systems.length === 0 &&
      (runs === 'elsewhere' || isOnline || credentials.length > 0),
    'systems-unknown': systems.some(({ isKnown }) => !isKnown),
    unowned: systems.some(
      ({ isKnown, owner }) => isKnown && owner === undefined,
    ),
    cut: options.isCut,
  };
  return (Object.keys(when) as BlastNote[]).filter(note => when[note]);
}
