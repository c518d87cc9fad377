import type { CheckFinding } from '@sallyport/backstage-plugin-mcp-registry-common';
import { judgeTreeLicences } from '../licences/judgeTreeLicences';
import type { ContentsSettings } from '../settings/ContentsSettings';
import type { Component, Vulnerability } from '../types';
import type { VexWord } from '../vex/findStatements';
import {
  judgeVulnerability,
  type JudgedVulnerability,
} from './judgeVulnerability';

/** More serious ones than are kept: one that was left out could not be excepted, and must not be forgotten. */
const MOST_SERIOUS = 150;
const MOST_FINDINGS = 2000;
const LEVELS = ['error', 'warning', 'note'] as const;

/** What the packages come to. */
export interface JudgedContents {
  readonly findings: readonly CheckFinding[];
  readonly withVex: ContentsOutcome;
  readonly withoutVex: ContentsOutcome;
  readonly bySeverity: Readonly<Record<string, number>>;
  /** About how many somebody said something. */
  readonly statements: number;
}

type ContentsOutcome = 'pass' | 'warn' | 'fail';

/** Judges all that was found out about what something is made of. Pure. */
export function judgeContents(options: {
  components: readonly Component[];
  vulnerabilities: readonly Vulnerability[];
  words: ReadonlyMap<Vulnerability, VexWord>;
  /** About the lists themselves. */
  about: readonly CheckFinding[];
  settings: Pick<ContentsSettings, 'severity' | 'licences'>;
}): JudgedContents {
  const { components, vulnerabilities, words, about, settings } = options;
  const judged = vulnerabilities.map(one => {
    const word = words.get(one);
    return judgeVulnerability(one, {
      policy: settings.severity,
      ...(word && { word }),
    });
  });
  const others = [
    ...about,
    ...judgeTreeLicences(components, settings.licences),
  ];
  const all = [...judged.map(({ finding }) => finding), ...others];
  const sorted = LEVELS.flatMap(level =>
    all.filter(finding => finding.level === level),
  );
  return {
    findings: withMark(sorted).slice(0, MOST_FINDINGS),
    withVex: outcomeOf(all.map(({ level }) => level)),
    withoutVex: outcomeOf([
      ...judged.map(({ withoutVex }) => withoutVex),
      ...others.map(({ level }) => level),
    ]),
    bySeverity: countBySeverity(judged),
    statements: words.size,
  };
}

function withMark(sorted: readonly CheckFinding[]): readonly CheckFinding[] {
  const serious = sorted.filter(({ level }) => level === 'error').length;
  if (serious <= MOST_SERIOUS) return sorted;
  return [
    {
      ...{ level: 'error', rule: 'too-many', location: 'contents' },
      message: `There are ${serious} serious findings, which is more than are kept one by one.`,
    },
    ...sorted,
  ];
}

function outcomeOf(levels: readonly CheckFinding['level'][]): ContentsOutcome {
  if (levels.includes('error')) return 'fail';
  return levels.includes('warning') ? 'warn' : 'pass';
}

function countBySeverity(
  judged: readonly JudgedVulnerability[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { severity } of judged) {
    counts[severity] = (counts[severity] ?? 0) + 1;
  }
  return counts;
}
