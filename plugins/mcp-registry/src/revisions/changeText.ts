import {
  REVISION_CHANGES,
  type RevisionChangeCode,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { RevisionChange } from '../api/types';
import type { T } from '../hooks/useT';

/** The texts come from a table: which values each of them has is known to the code beside it, and not to the type of `t`. */
type FromTable = (key: string, values: Record<string, string>) => string;

/** A change in the person's language; one that this page does not know yet in the registry's own words. */
export function changeText(t: T, change: RevisionChange): string {
  const { code, values, text } = change;
  return isKnown(code)
    ? (t as unknown as FromTable)(`revisionChange.${code}`, values)
    : text;
}

function isKnown(code: string): code is RevisionChangeCode {
  return Object.hasOwn(REVISION_CHANGES, code);
}
