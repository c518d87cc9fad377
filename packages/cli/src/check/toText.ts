import { plain } from '../plain';
import type { CheckReport } from './CheckReport';
import type { Difference } from './compare';

const LABELS = { error: '[FAIL]', warning: '[WARN]', note: '[note]' } as const;

/** The report in words, for a terminal or the comment of a pull request. */
export function toText(report: CheckReport): string {
  const { definitions, problems, differences, comparedWith } = report;
  const lines = problems.map(({ path, text }) => `[FAIL] ${path}: ${text}`);
  for (const { path, serverRef, findings, remarks } of definitions) {
    for (const { level, check, rule, message, location } of findings) {
      const where = location ? ` ${location}:` : '';
      lines.push(
        `${LABELS[level]} ${path}: ${serverRef}:${where} ${message} (${check}, ${rule})`,
      );
    }
    for (const { text } of remarks) {
      lines.push(`[note] ${path}: ${serverRef}: ${text}`);
    }
  }
  if (comparedWith) {
    lines.push('', `Compared with ${comparedWith}:`);
    lines.push(
      ...(differences.length > 0
        ? differences.flatMap(describe)
        : ['  Nothing that people approve changed.']),
    );
  }
  const count = (level: 'error' | 'warning') =>
    definitions.reduce(
      (sum, { findings }) =>
        sum + findings.filter(finding => finding.level === level).length,
      0,
    );
  lines.push(
    '',
    `${definitions.length} definitions, ${report.passedOver} other documents; ${
      problems.length + count('error')
    } failed, ${count('warning')} warned`,
  );
  return `${lines.map(plain).join('\n')}\n`;
}

function describe({ serverRef, kind, changes }: Difference): string[] {
  switch (kind) {
    case 'added':
      return [`  + ${serverRef} is new`];
    case 'removed':
      return [`  - ${serverRef} is gone: it will be retired`];
    default:
      return [
        `  ~ ${serverRef}`,
        ...changes.map(
          ({ text, weight, kind: what }) =>
            `      ${weight === 'high' ? '!' : ' '} ${what}: ${text}`,
        ),
      ];
  }
}
