import { parseLine } from '../chain/parseLine';
import type { Sha256 } from '../chain/types';
import { CheckpointList } from './CheckpointList';
import type {
  AuditFinding,
  AuditLine,
  AuditReport,
  VerifyOptions,
} from './types';
import { WriterCheck } from './WriterCheck';

/** So many writers are followed at once, and so many findings are listed: a made-up log cannot fill the memory. */
const MAX_WRITERS = 100_000;
const MAX_FINDINGS = 1_000;

/** Also finds the writer in a line that is broken further behind. */
const WRITER = /^.{0,4}writer.{0,4}"([A-Za-z0-9][A-Za-z0-9._:-]{0,127})"/;

/**
 * Says whether a log is complete, in order and unaltered, and names the first event of each writer that is not.
 *
 * Reads the lines once and keeps a few hundred hashes per writer, however long the log is. Lines of writers may be mixed; those of
 * one writer must come in their order. Without checkpoints it cannot be seen that a log's end, or a whole writer, is missing, or that
 * all was written anew: the chain alone vouches for what lies between its ends.
 */
export async function verifyAudit(
  lines: AsyncIterable<AuditLine>,
  options: VerifyOptions & { sha256: Sha256 },
): Promise<AuditReport> {
  const signed = CheckpointList.read(options);
  const checks = new Map<string, WriterCheck>();
  const findings: AuditFinding[] = [];
  let more = 0;
  let events = 0;
  const found = (finding: AuditFinding) => {
    if (findings.length < MAX_FINDINGS) {
      findings.push(finding);
    } else {
      more += 1;
    }
  };
  const checkOf = (writer: string): WriterCheck | undefined => {
    const known = checks.get(writer);
    if (known || checks.size >= MAX_WRITERS) return known;
    const check = WriterCheck.create({
      ...{ writer, signed, sha256: options.sha256 },
      isPart: options.isPart ?? false,
    });
    checks.set(writer, check);
    return check;
  };

  signed.findings.forEach(found);
  for await (const line of lines) {
    events += 1;
    const parsed = line.isBroken ? undefined : parseLine(line.text);
    const writer = parsed?.writer ?? WRITER.exec(line.text)?.[1];
    const check = writer === undefined ? undefined : checkOf(writer);
    if (check && parsed) {
      check.add(parsed, line);
    } else if (check) {
      check.addUnreadable(line);
    } else {
      found(writer === undefined ? strangeLine(line) : tooMany(line));
    }
  }
  for (const writer of signed.writers) checkOf(writer);
  for (const check of checks.values()) {
    check.end();
    if (check.finding) found(check.finding);
  }

  const { newest } = signed;
  const { begin, end, writer: only } = options;
  return {
    isGood: findings.length === 0,
    findings,
    more,
    writers: [...checks.values()].map(check => check.summary()),
    events,
    checkpoints: {
      count: signed.all.length,
      ...(newest && { newest: newest.number, newestAt: newest.at }),
    },
    extent: {
      ...(begin !== undefined && { begin: signed.edge(begin) }),
      ...(end !== undefined && { end: signed.edge(end) }),
      ...(only !== undefined && { writer: only }),
    },
  };
}

function strangeLine({ source, line, isLast }: AuditLine): AuditFinding {
  return isLast
    ? { kind: 'torn', source, line, detail: 'The line ends before its end' }
    : {
        ...{ kind: 'unreadable', source, line },
        detail: 'No writer writes such a line',
      };
}

function tooMany({ source, line }: AuditLine): AuditFinding {
  return {
    ...{ kind: 'too-many-writers', source, line },
    detail: `There are more than ${MAX_WRITERS} writers`,
  };
}
