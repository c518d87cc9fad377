import type {
  CheckFinding,
  CheckManifest,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  SarifBuilder,
  SarifResultBuilder,
  SarifRuleBuilder,
  SarifRunBuilder,
} from 'node-sarif-builder';
import type { CheckRecord } from './CheckStore';

/**
 * What checks found of a revision as SARIF 2.1.0: one run for each check, so that one that was not done does not look like one
 * that found nothing.
 */
export function toSarif(options: {
  serverRef: string;
  digest: string;
  manifests: readonly CheckManifest[];
  records: readonly CheckRecord[];
}): string {
  const { serverRef, digest, manifests, records } = options;
  const builder = new SarifBuilder();
  for (const manifest of manifests) {
    const record = records.find(
      ({ checkId, checkVersion }) =>
        checkId === manifest.id && checkVersion === manifest.version,
    );
    const run = new SarifRunBuilder().initSimple({
      toolDriverName: `sallyport/${manifest.id}`,
      toolDriverVersion: manifest.version,
    });
    const findings = record?.outcome === undefined ? [] : record.findings;
    for (const rule of new Set(findings.map(finding => finding.rule))) {
      run.addRule(ruleOf(rule, findings));
    }
    for (const finding of findings) {
      run.addResult(resultOf(finding, serverRef));
    }
    Object.assign(run.run, {
      automationDetails: { id: `${serverRef}/${manifest.id}/${digest}` },
      invocations: [invocationOf(record)],
      properties: {
        revision: digest,
        outcome: record?.outcome ?? (record?.problem ? 'error' : 'notDone'),
        ...(record?.summary && { summary: record.summary }),
        ...(record?.dataAt && { dataAt: record.dataAt }),
        ...(record?.omittedFindings && {
          omittedFindings: record.omittedFindings,
        }),
      },
    });
    builder.addRun(run);
  }
  return builder.buildSarifJsonString({ indent: true });
}

function ruleOf(rule: string, findings: readonly CheckFinding[]) {
  const help = findings.find(finding => finding.rule === rule)?.helpUri;
  return new SarifRuleBuilder().initSimple({
    ruleId: rule,
    shortDescriptionText: rule,
    ...(help && { helpUri: help }),
  });
}

function resultOf(finding: CheckFinding, serverRef: string) {
  const result = new SarifResultBuilder().initSimple({
    ...{ ruleId: finding.rule, level: finding.level },
    messageText: finding.message,
  });
  // Nothing of a revision is a file: its parts are named, not addressed.
  const name = finding.location ?? 'revision';
  Object.assign(result.result, {
    locations: [
      {
        logicalLocations: [
          { name, fullyQualifiedName: `${serverRef}/${name}` },
        ],
      },
    ],
    ...((finding.excerpt !== undefined || finding.vulnerability) && {
      properties: {
        ...(finding.excerpt !== undefined && { excerpt: finding.excerpt }),
        ...(finding.vulnerability && { vulnerability: finding.vulnerability }),
      },
    }),
  });
  return result;
}

function invocationOf(record: CheckRecord | undefined) {
  const isDone = record?.outcome !== undefined && record.outcome !== 'error';
  const why =
    record?.problem ??
    (record?.outcome === 'error' ? record.summary : undefined);
  return {
    executionSuccessful: isDone,
    ...(record?.checkedAt && { endTimeUtc: record.checkedAt }),
    ...(!isDone && {
      toolExecutionNotifications: [
        { level: 'error', message: { text: why ?? 'It was not done yet.' } },
      ],
    }),
  };
}
