/** The last day on which something that ends at a moment is still there, where the person is: at midnight the day before. */
export function lastDay(
  endsAt: string,
  language: string,
  dateStyle: 'long' | 'medium',
): string {
  return new Date(Date.parse(endsAt) - 1).toLocaleDateString(language, {
    dateStyle,
  });
}
