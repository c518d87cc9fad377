import type { CheckFinding } from '@sallyport/backstage-plugin-mcp-registry-common';
import { z } from 'zod';
import { visible } from '../trust/findings';
import { ScannerFailed } from './ScannerFailed';

const MOST_RESULTS = 5000;

const text = z.string().max(20_000);
const level = z.enum(['none', 'note', 'warning', 'error']);
const message = z.object({ text: text.optional(), markdown: text.optional() });
const notification = z.object({
  level: level.optional(),
  message: message.optional(),
});

const ruleSchema = z.object({
  id: text,
  helpUri: z.string().max(2000).optional(),
  defaultConfiguration: z.object({ level: level.optional() }).optional(),
});
const resultSchema = z.object({
  ruleId: z.string().max(300).optional(),
  ruleIndex: z.number().int().optional(),
  kind: z
    .enum(['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'])
    .optional(),
  level: level.optional(),
  message,
  baselineState: z.enum(['new', 'unchanged', 'updated', 'absent']).optional(),
  locations: z
    .array(
      z.object({
        physicalLocation: z
          .object({
            artifactLocation: z.object({ uri: text.optional() }).optional(),
            region: z.object({ startLine: z.number().optional() }).optional(),
          })
          .optional(),
        logicalLocations: z
          .array(
            z.object({
              fullyQualifiedName: text.optional(),
              name: text.optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});
const runSchema = z.object({
  tool: z.object({
    driver: z.object({
      name: z.string().min(1).max(300),
      rules: z.array(ruleSchema).max(20_000).optional(),
    }),
    extensions: z
      .array(z.object({ rules: z.array(ruleSchema).max(20_000).optional() }))
      .max(100)
      .optional(),
  }),
  // Null says that the tool did not run, which is not that it found nothing.
  results: z.array(resultSchema).max(100_000).nullish(),
  invocations: z
    .array(
      z.object({
        executionSuccessful: z.boolean(),
        toolExecutionNotifications: z.array(notification).max(1000).optional(),
        toolConfigurationNotifications: z
          .array(notification)
          .max(1000)
          .optional(),
      }),
    )
    .max(100)
    .optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});
const logSchema = z.object({
  version: z.literal('2.1.0'),
  runs: z.array(runSchema).max(50),
});

type Run = z.infer<typeof runSchema>;
type Result = z.infer<typeof resultSchema>;

/** What a log of SARIF comes to. */
export interface ReadSarif {
  readonly findings: readonly CheckFinding[];
  readonly tools: readonly string[];
  /** As of when its data is, where every run says so: `properties.dataAt`. */
  readonly dataAt?: string;
}

/**
 * Reads SARIF 2.1.0. A log that does not show that something was looked at, or says that it was not looked at to the end, is no
 * verdict.
 *
 * @throws ScannerFailed
 */
export function readSarif(document: string): ReadSarif {
  let json: unknown;
  try {
    json = JSON.parse(document);
  } catch {
    throw failed(
      document.trim() === '' ? 'It wrote nothing.' : 'It wrote no JSON.',
    );
  }
  const parsed = logSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw failed(
      `It wrote something else than SARIF 2.1.0: ${issue.path.join('.')}: ${
        issue.message
      }.`,
    );
  }
  const { runs } = parsed.data;
  if (runs.length === 0) throw failed('Its log has no run.');
  runs.forEach(requireWhole);
  const findings = runs.flatMap(findingsOf);
  if (findings.length > MOST_RESULTS) {
    throw failed(`It found more than ${MOST_RESULTS} things.`);
  }
  const ages = runs.map(({ properties }) => properties?.dataAt);
  const areKnown = ages.every(
    (at): at is string =>
      typeof at === 'string' &&
      z.iso.datetime({ offset: true }).safeParse(at).success,
  );
  return {
    findings,
    tools: runs.map(({ tool }) => visible(tool.driver.name, 100)),
    ...(areKnown && {
      dataAt: ages.map(at => new Date(at).toISOString()).sort()[0],
    }),
  };
}

/** @throws ScannerFailed where a run was not done, not to its end, or does not show that it was. */
function requireWhole({ tool, results, invocations = [] }: Run): void {
  const { name, rules = [] } = tool.driver;
  const notifications = invocations.flatMap(one => [
    ...(one.toolExecutionNotifications ?? []),
    ...(one.toolConfigurationNotifications ?? []),
  ]);
  const problem = notifications.find(one => one.level === 'error');
  if (invocations.some(one => !one.executionSuccessful) || problem) {
    const why = problem?.message?.text;
    throw failed(
      `${visible(name, 100)} was not done to its end${
        why ? `: ${visible(why, 300)}` : ''
      }.`,
    );
  }
  if (!results) {
    throw failed(`${visible(name, 100)} says of itself that it did not run.`);
  }
  const hasRules =
    rules.length > 0 ||
    (tool.extensions ?? []).some(one => (one.rules ?? []).length > 0);
  if (results.length === 0 && !hasRules && invocations.length === 0) {
    throw failed(
      `${visible(
        name,
        100,
      )} found nothing, and does not say that any rule was tried.`,
    );
  }
}

function findingsOf(run: Run): CheckFinding[] {
  const rules = [
    ...(run.tool.driver.rules ?? []),
    ...(run.tool.extensions ?? []).flatMap(one => one.rules ?? []),
  ];
  return (run.results ?? [])
    .filter(
      ({ kind = 'fail', baselineState }) =>
        kind !== 'pass' &&
        kind !== 'notApplicable' &&
        baselineState !== 'absent',
    )
    .map(result => {
      const byIndex =
        result.ruleIndex === undefined
          ? undefined
          : run.tool.driver.rules?.[result.ruleIndex];
      const rule = byIndex ?? rules.find(({ id }) => id === result.ruleId);
      return findingOf(result, rule);
    });
}

function findingOf(
  result: Result,
  rule: z.infer<typeof ruleSchema> | undefined,
): CheckFinding {
  const said =
    result.level ??
    levelByKind(result) ??
    rule?.defaultConfiguration?.level ??
    'warning';
  const [place] = result.locations ?? [];
  const logical = place?.logicalLocations?.[0];
  const { artifactLocation, region } = place?.physicalLocation ?? {};
  const line = region?.startLine === undefined ? '' : `:${region.startLine}`;
  const at =
    logical?.fullyQualifiedName ??
    logical?.name ??
    (artifactLocation?.uri ? `${artifactLocation.uri}${line}` : undefined);
  const help = rule?.helpUri;
  return {
    rule: visible(result.ruleId ?? rule?.id ?? 'unnamed', 100) || 'unnamed',
    level: said === 'none' ? 'note' : said,
    message: visible(
      result.message.text ?? result.message.markdown ?? 'It says no more.',
      1000,
    ),
    ...(at !== undefined && { location: visible(at, 300) }),
    ...(help && /^https?:\/\//.test(help) && { helpUri: help.slice(0, 500) }),
  };
}

/** What is not a failure has no level of its own, and is at least worth a look where somebody has to look. */
function levelByKind({ kind }: Result): 'note' | 'warning' | undefined {
  if (kind === 'informational') return 'note';
  return kind === 'review' || kind === 'open' ? 'warning' : undefined;
}

function failed(why: string): ScannerFailed {
  return new ScannerFailed(why, { isTransient: false });
}
