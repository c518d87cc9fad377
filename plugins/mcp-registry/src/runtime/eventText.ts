import type { T } from '../hooks/useT';
import { runtimeMessages } from '../translations/runtime';

type Known = keyof typeof runtimeMessages.runtime.event;

/** What happened to a runtime, in words; what this portal does not know yet stays readable. */
export function eventText(t: T, event: string): string {
  return isKnown(event) ? t(`runtime.event.${event}`) : event;
}

function isKnown(event: string): event is Known {
  return Object.hasOwn(runtimeMessages.runtime.event, event);
}
