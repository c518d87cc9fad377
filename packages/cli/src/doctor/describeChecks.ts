import type { SetupStatus } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Check } from './checkSchema';

const WORDS: Record<SetupStatus, string> = {
  fail: 'FAIL',
  warn: 'WARN',
  unknown: '????',
  ok: ' ok ',
};
const ORDER = Object.keys(WORDS);
const INDENT = '       ';

/** The checks in words for a terminal, the worst first. */
export function describeChecks(checks: readonly Check[]): string {
  const lines = [...checks]
    .sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
    .flatMap(check => [
      `[${WORDS[check.status]}] ${check.text} (${check.threat}, ${
        check.finding
      })`,
      ...(check.subjects ?? []).map(subject => `${INDENT}- ${subject}`),
      ...(check.fix ? [`${INDENT}What to do: ${check.fix}`] : []),
    ]);
  const count = (status: SetupStatus) =>
    checks.filter(check => check.status === status).length;
  return `${lines.join('\n')}\n\n${count('fail')} failed, ${count(
    'warn',
  )} warned, ${count('unknown')} unknown, ${count('ok')} ok\n`;
}
