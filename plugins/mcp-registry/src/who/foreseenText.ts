import { reasonText } from '../activity/reasonText';
import type { T } from '../hooks/useT';
import { whoMessages } from '../translations/who';

type Known = keyof (typeof whoMessages)['foreseen'];

/** Why something would be allowed or refused, said of now and of anybody. */
export function foreseenText(t: T, reason: string): string {
  return isKnown(reason) ? t(`foreseen.${reason}`) : reasonText(t, reason);
}

function isKnown(reason: string): reason is Known {
  return Object.hasOwn(whoMessages.foreseen, reason);
}
