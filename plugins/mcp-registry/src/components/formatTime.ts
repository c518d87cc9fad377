const UNITS: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** `-3 days` → "3 days ago", in the person's language. */
export function formatRelative(
  at: string,
  now: number,
  language: string,
): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const [unit, size] =
    UNITS.find(([, limit]) => Math.abs(seconds) >= limit) ??
    UNITS[UNITS.length - 1];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(
    Math.trunc(seconds / size),
    unit,
  );
}

/** The date and time in full, for the tooltip of a relative one. */
export function formatAbsolute(at: string, language: string): string {
  return new Date(at).toLocaleString(language, {
    dateStyle: 'full',
    timeStyle: 'long',
  });
}

/** `5400` → "1 hour, 30 minutes"; the two largest units only. */
export function formatDuration(seconds: number, language: string): string {
  let left = Math.max(Math.round(seconds), 0);
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(2)) {
    const count = Math.floor(left / size);
    if (count > 0 && parts.length < 2) {
      parts.push(
        count.toLocaleString(language, {
          style: 'unit',
          unit,
          unitDisplay: 'long',
        }),
      );
      left -= count * size;
    }
  }
  return parts.length > 0
    ? parts.join(', ')
    : (0).toLocaleString(language, {
        style: 'unit',
        unit: 'second',
        unitDisplay: 'long',
      });
}
