/** The moment at which a day (`2026-12-24`) is over where the person is, as ISO 8601; nothing where that is not in the future. */
export function endOfDay(
  day: string | undefined,
  now: number,
): string | undefined {
  const [, year, month, date] =
    /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? '') ?? [];
  if (!year) return undefined;
  const end = new Date(Number(year), Number(month) - 1, Number(date) + 1);
  return end.getTime() > now ? end.toISOString() : undefined;
}
