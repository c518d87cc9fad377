import type { AccessDocument } from './accessDocument';

/** Whether a server is served at a moment: it is active, or deprecated and its last day has not come. Times are in milliseconds. */
export function isServed(
  document: Pick<AccessDocument, 'status' | 'servedUntil'>,
  now: number,
): boolean {
  const { status, servedUntil } = document;
  if (status !== 'active' && status !== 'deprecated') return false;
  // One that is deprecated without saying until when has no last day that could be kept.
  if (servedUntil === undefined) return status === 'active';
  return now < Date.parse(servedUntil);
}
