/** Characters of a decision, as JSON. A longer one is not kept: it refuses (ADR 0027). */
export const MAX_DECISION_LENGTH = 16_384;
