import type { CheckReport } from './CheckReport';

/** The report as SARIF 2.1.0, as code hosts show it beside the files of a pull request. */
export function toSarif(report: CheckReport): string {
  const results = [
    ...report.problems.map(({ path, text }) =>
      resultOf({ path, text, rule: 'definition/invalid', level: 'error' }),
    ),
    ...report.definitions.flatMap(({ path, serverRef, findings, remarks }) => [
      ...findings.map(({ level, check, rule, message, location }) =>
        resultOf({
          ...{ path, level, location },
          text: `${serverRef}: ${message}`,
          rule: `${check}/${rule}`,
        }),
      ),
      ...remarks.map(({ code, text }) =>
        resultOf({
          ...{ path, text: `${serverRef}: ${text}`, level: 'note' },
          rule: `format/${code}`,
        }),
      ),
    ]),
  ];
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'sallyport check',
              rules: rules.map(id => ({ id, shortDescription: { text: id } })),
            },
          },
          results,
        },
      ],
    },
    null,
    2,
  )}\n`;
}

function resultOf(found: {
  path: string;
  text: string;
  rule: string;
  level: string;
  location?: string;
}) {
  const { path, text, rule, level, location } = found;
  return {
    ruleId: rule,
    level,
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(path) },
          region: { startLine: 1 },
        },
        ...(location && {
          logicalLocations: [{ fullyQualifiedName: location }],
        }),
      },
    ],
  };
}
