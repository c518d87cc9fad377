/** How much may be written in the portal. Every replica reads all of it. */
export const POLICY_BOUNDS = {
  /** Characters of one text, and of all that hold. */
  text: 64 * 1024,
  total: 4 * 1024 * 1024,
  policies: 500,
  cases: 100,
  /** Characters of one policy's cases, as JSON. */
  casesText: 64 * 1024,
  comment: 500,
} as const;
