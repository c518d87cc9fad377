/** The window of time that a moment is in: windows begin at multiples of their length since 1970, the same on every replica. */
export function windowOf(
  lengthMs: number,
  now: number,
): { startsAt: number; endsAt: number } {
  const startsAt = now - (now % lengthMs);
  return { startsAt, endsAt: startsAt + lengthMs };
}
