/** `2026-11-23` or `2026-11-23T10:00:00Z` as people of a language write it; days are those of UTC, as they are added up. */
export function whenText(name: string, language: string): string {
  const isDay = name.length === 'YYYY-MM-DD'.length;
  return new Date(name).toLocaleString(
    language,
    isDay
      ? { month: 'short', day: 'numeric', timeZone: 'UTC' }
      : { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  );
}
