import type { RevisionChecks } from '../api/types';
import type { T } from '../hooks/useT';
import { stateOf } from './checksText';

/** What checks say about whether to trust a server, in a few words for everybody: the signature, and what is worth a look. */
export function trustWords(
  t: T,
  { items }: Pick<RevisionChecks, 'items'>,
): string[] {
  const provenance = items.find(({ id }) => id === 'provenance');
  const states = items
    .filter(item => item !== provenance)
    .map(item => stateOf(item));
  const counted = (state: string) =>
    states.filter(each => each === state).length;
  const [failed, errors, warnings] = ['fail', 'error', 'warn'].map(counted);
  const isClean = failed + errors + warnings === 0 && states.includes('pass');
  return [
    ...signatureWords(t, provenance && stateOf(provenance)),
    ...(failed > 0 ? [t('trust.failed', { count: failed })] : []),
    ...(errors > 0 ? [t('trust.errors', { count: errors })] : []),
    ...(warnings > 0 ? [t('trust.warnings', { count: warnings })] : []),
    ...(isClean ? [t('trust.clean')] : []),
  ];
}

function signatureWords(t: T, state: string | undefined): string[] {
  switch (state) {
    case 'pass':
      return [t('trust.signed')];
    case 'warn':
      return [t('trust.unsigned')];
    case 'fail':
      return [t('trust.badSignature')];
    case 'error':
      return [t('trust.noAnswer')];
    default:
      return [];
  }
}
