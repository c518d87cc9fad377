import type { AuditFinding } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { plain } from '../plain';
import { describeExtent } from './describeExtent';
import type { VerifiedExport } from './verifyExport';

/** The report in words: what is wrong first. */
export function describeAudit(report: VerifiedExport): string {
  const { findings, more, writers, events, checkpoints } = report;
  const lines = findings.map(describeFinding);
  if (more > 0) lines.push(`[FAIL] ${more} more like these`);
  for (const { writer, events: count, seq, sealed, ...rest } of writers) {
    // Most writers ended before a part of a log begins.
    if (report.extent.begin && count + sealed === 0) continue;
    const notes = [
      sealed > 0 && `${sealed} deleted and sealed`,
      rest.beyondCheckpoint > 0 &&
        `${rest.beyondCheckpoint} newer than the newest checkpoint`,
    ].filter(Boolean);
    const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
    lines.push(`       ${writer}: ${count} events, good up to ${seq}${note}`);
  }
  if (checkpoints.newest === undefined) {
    lines.push(
      '[note] Without checkpoints it cannot be seen that the end or a whole writer is missing, or that all was written anew.',
    );
  } else {
    lines.push(
      `[note] ${checkpoints.count} checkpoints, the newest is ${checkpoints.newest} of ${checkpoints.newestAt}`,
    );
  }
  lines.push(
    ...describeExtent(report),
    '',
    report.isGood
      ? `Good: ${events} events of ${writers.length} writers are complete, in order and unaltered.`
      : `NOT good: ${events} events of ${writers.length} writers were read.`,
  );
  return `${lines.map(plain).join('\n')}\n`;
}

function describeFinding(finding: AuditFinding): string {
  const { kind, writer, seq, source, line, detail } = finding;
  const where = [
    writer && `${writer}${seq === undefined ? '' : ` event ${seq}`}`,
    source && (line === undefined ? source : `${source}:${line}`),
  ].filter(Boolean);
  return `[FAIL] ${kind}${
    where.length ? ` ${where.join(', ')}` : ''
  }: ${detail}`;
}
