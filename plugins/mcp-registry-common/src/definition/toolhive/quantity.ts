const UNITS: Record<string, number> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  m: 1e-3,
};

/** Reads a quantity of Kubernetes, such as `512Mi` or `500m`; nothing where it is none. */
export function readQuantity(text: unknown): number | undefined {
  const [, digits, unit] =
    /^(\d+(?:\.\d+)?)(k|M|G|T|Ki|Mi|Gi|Ti|m)?$/.exec(
      typeof text === 'number' ? String(text) : (text as string) ?? '',
    ) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNITS[unit ?? ''];
}
