import {
  CHECK_OUTCOMES,
  type CheckManifest,
  type CheckResult,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';

const MAX_FINDINGS = 200;
const MAX_EVIDENCE_BYTES = 64 * 1024;
const LEVELS = ['error', 'warning', 'note'] as const;

/** Cut at a bound; half of a character is left out. */
const text = (most: number) =>
  z
    .string()
    .transform(value =>
      value.length > most
        ? `${value.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
        : value,
    );

const vulnerabilitySchema = z.object({
  package: text(300),
  version: text(200),
  advisory: z.string().min(1).max(100),
  aliases: z.array(text(100)).max(20),
  severity: z.enum(['none', 'low', 'medium', 'high', 'critical', 'unknown']),
  score: z.number().min(0).max(10).optional(),
  fixedIn: z.array(text(200)).max(20),
  vex: z
    .object({
      status: z.enum([
        'not_affected',
        'affected',
        'fixed',
        'under_investigation',
      ]),
      justification: text(100).optional(),
      words: text(1000).optional(),
      author: text(300),
      at: z.iso.datetime({ offset: true }),
      source: text(100),
      withoutIt: z.enum(LEVELS),
    })
    .optional(),
});

const resultSchema = z.object({
  outcome: z.enum(CHECK_OUTCOMES),
  summary: text(500),
  findings: z
    .array(
      z.object({
        rule: z.string().min(1).max(100),
        level: z.enum(LEVELS),
        message: text(1000),
        location: text(300).optional(),
        excerpt: text(2000).optional(),
        helpUri: z
          .string()
          .max(500)
          .regex(/^https?:\/\//)
          .optional(),
        vulnerability: vulnerabilitySchema.optional(),
      }),
    )
    .max(10_000),
  evidence: z.record(z.string(), z.unknown()).optional(),
  dataAt: z.iso.datetime({ offset: true }).optional(),
  againAt: z.iso.datetime({ offset: true }).optional(),
  isTransient: z.boolean().optional(),
});

/** What a check said, in bounds; `omittedFindings` are those that there was no room for, the lightest. */
export type BoundResult = CheckResult & { omittedFindings: number };

/** Checks and cuts what a check answered. What cannot be read, or contradicts itself, could not be done. */
export function boundResult(
  answered: unknown,
  manifest: CheckManifest,
): BoundResult {
  const parsed = resultSchema.safeParse(answered);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return broken(
      `The check answered in a form that is not understood: ${issue.path.join(
        '.',
      )}: ${issue.message}`.slice(0, 500),
    );
  }
  const result = parsed.data;
  if (result.outcome !== 'error' && !manifest.outcomes[result.outcome]) {
    return broken(
      `The check answered “${result.outcome}”, which it cannot according to its manifest.`,
    );
  }
  const isSound = result.outcome === 'pass' || result.outcome === 'warn';
  if (isSound && result.findings.some(({ level }) => level === 'error')) {
    return broken(
      `The check answered “${result.outcome}” and found something serious: that contradicts itself.`,
    );
  }
  const findings = LEVELS.flatMap(level =>
    result.findings.filter(finding => finding.level === level),
  );
  return {
    ...result,
    findings: findings.slice(0, MAX_FINDINGS),
    omittedFindings: Math.max(0, findings.length - MAX_FINDINGS),
    evidence: boundEvidence(result.evidence),
  };
}

function boundEvidence(
  evidence: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  if (!evidence) return undefined;
  let json: string;
  try {
    json = JSON.stringify(evidence);
  } catch {
    return { omitted: 'It cannot be written as JSON.' };
  }
  const bytes = Buffer.byteLength(json);
  return bytes > MAX_EVIDENCE_BYTES
    ? { omitted: `It is too large: ${bytes} bytes.` }
    : (JSON.parse(json) as Record<string, unknown>);
}

function broken(summary: string): BoundResult {
  return { outcome: 'error', summary, findings: [], omittedFindings: 0 };
}
