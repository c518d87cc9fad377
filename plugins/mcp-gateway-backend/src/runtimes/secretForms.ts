/** A secret as it may stand in a line: as it is, and as JSON writes it. */
export function secretForms(secrets: readonly string[]): string[] {
  const forms = secrets.flatMap(secret => [
    secret,
    JSON.stringify(secret).slice(1, -1),
  ]);
  return [...new Set(forms)];
}
