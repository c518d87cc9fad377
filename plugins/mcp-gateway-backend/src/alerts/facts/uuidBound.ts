/** The smallest id that a call of this millisecond can have: ids are UUIDs of version 7, ordered by time. */
export function uuidBound(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
