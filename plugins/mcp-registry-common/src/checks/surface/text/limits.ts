/** How much of a surface is read. What goes beyond is a finding of its own. */
export const LIMITS = {
  tools: 2_000,
  /** Of one text. */
  pieceCharacters: 50_000,
  /** Of all texts together. */
  characters: 4_000_000,
  /** Of all schemas together. */
  nodes: 400_000,
  depth: 40,
  /** Findings that are listed; more are counted. */
  findings: 200,
} as const;
