import { parseEntityRef } from '@backstage/catalog-model';
import type { FleetRuntime } from '../api/types';
import type { T } from '../hooks/useT';

/** Whose a runtime is: a name where it may be told, else only that it is somebody's. */
export function whoseText(
  runtime: Pick<FleetRuntime, 'isolation' | 'person'>,
  t: T,
): string {
  const { isolation, person } = runtime;
  if (isolation === 'shared') {
    return t('fleet.everybodys');
  }
  return person === undefined
    ? t('fleet.onePersons')
    : t('runtime.of', { person: parseEntityRef(person).name });
}
