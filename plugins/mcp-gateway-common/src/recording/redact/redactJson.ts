import { Redaction } from './Redaction';

/** What was left, and what was done to it. */
export interface Redacted {
  value: unknown;
  /** So many places had something that looks like a secret. */
  masked: number;
  /** Something was left out since it was too long, too deep or too much. */
  isCut: boolean;
}

/** JSON without what looks like a secret, within bounds. Pure. */
export function redactJson(value: unknown): Redacted {
  const redaction = new Redaction();
  const redacted = redaction.value(value, 0);
  return {
    value: redacted,
    masked: redaction.masked,
    isCut: redaction.isCut,
  };
}
