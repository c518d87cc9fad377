const HOUR_MS = 3_600_000;
/** Clocks of those who publish data and ours may differ by so much. */
const SKEW_MS = 5 * 60_000;

/** Whether data is older than a check allows; data without a readable age counts as too old. */
export function isDataStale(
  data: { dataAt?: string; maxDataAgeHours?: number },
  now: Date,
): boolean {
  if (data.maxDataAgeHours === undefined) return false;
  const at = Date.parse(data.dataAt ?? '');
  const age = now.getTime() - at;
  return !(age >= -SKEW_MS && age <= data.maxDataAgeHours * HOUR_MS);
}
