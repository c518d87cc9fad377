import { fromVector } from 'ae-cvss-calculator';
import { SEVERITIES, type Severity } from '../types';

/** GitHub’s and others’ words for it. */
const WORDS: Readonly<Record<string, Severity>> = {
  none: 'none',
  negligible: 'low',
  low: 'low',
  moderate: 'medium',
  medium: 'medium',
  high: 'high',
  important: 'high',
  critical: 'critical',
};

/** How bad something is. */
export interface Rating {
  readonly severity: Severity | 'unknown';
  /** Of CVSS, where a vector says it. */
  readonly score?: number;
}

/**
 * How bad an advisory says that it is: by its CVSS vectors, the worst of them, else by its publisher's word. A vector that lacks
 * a part says nothing.
 */
export function severityOf(said: {
  vectors: readonly { score: string }[];
  word?: string;
}): Rating {
  const scores = said.vectors.flatMap(({ score }) => scoreOf(score) ?? []);
  if (scores.length === 0) {
    return { severity: severityOfWord(said.word) };
  }
  const score = Math.max(...scores);
  return { severity: severityOfScore(score), score };
}

/** A word of a publisher as one of ours. */
export function severityOfWord(word: string | undefined): Rating['severity'] {
  const known = word?.trim().toLowerCase() ?? '';
  return Object.hasOwn(WORDS, known) ? WORDS[known] : 'unknown';
}

/** Whether one is as bad as another, or worse. */
export function isAtLeast(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) >= SEVERITIES.indexOf(other);
}

function scoreOf(vector: string): number | undefined {
  try {
    const cvss = fromVector(vector);
    if (!cvss?.isBaseFullyDefined()) return undefined;
    const { base } = cvss.calculateScores();
    return typeof base === 'number' && base >= 0 && base <= 10
      ? base
      : undefined;
  } catch {
    return undefined;
  }
}

/** The bands of CVSS 3 and 4. */
function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}
