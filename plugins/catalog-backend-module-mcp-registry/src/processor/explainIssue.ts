import {
  DATA_CLASSIFICATIONS,
  RISK_TIERS,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { z } from 'zod';

const EXAMPLES: Record<string, string> = {
  audience: 'audience: [developers, analysts]',
  dataClassification: `dataClassification: internal (or ${DATA_CLASSIFICATIONS.filter(
    value => value !== 'internal',
  ).join(', ')})`,
  compliance: 'compliance: [gdpr]',
  riskTier: `riskTier: low (or ${RISK_TIERS.slice(1).join(', ')})`,
  reaches: 'reaches: [resource:default/orders-db]',
  upstream:
    'upstream: { type: streamable-http, url: https://tickets.example.com/mcp }',
  package:
    "package: { registry: npm, identifier: '@example/mcp-server', version: 1.2.3 }",
  credential: 'credential: { type: signed-assertion }',
  permissionProfile:
    'permissionProfile: { network: { outbound: { allow_host: [api.example.com], allow_port: [443] } } }',
  isolation: 'isolation: shared (or per-user, per-session)',
  run: 'run: { command: mcp-server, args: [--read-only] }',
};

/** Says of one problem in `spec.mcp` which field it is, what is wrong, and how it is written. */
export function explainIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const field = ['spec', 'mcp', ...issue.path].join('.');
  const [top] = issue.path;
  const example = EXAMPLES[String(top)];
  const hint = example ? `; write for example \`${example}\`` : '';
  if (value === undefined) {
    return `${field} is missing${hint}`;
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${field} has ${issue.keys
        .map(key => `"${key}"`)
        .join(', ')}, which is not known there${
        issue.path.length
          ? hint
          : `; known are ${Object.keys(EXAMPLES).join(', ')}`
      }`;
    case 'invalid_value':
      return `${field} is ${shown(value)}, but must be ${issue.values.join(
        ' or ',
      )}${hint}`;
    case 'invalid_type':
      return `${field} is ${shown(value)}, but must be of type ${
        issue.expected
      }${hint}`;
    case 'too_big':
      return `${field} is too long: at most ${issue.maximum} ${
        issue.origin === 'array' ? 'entries' : 'characters'
      }`;
    default:
      return `${field}: ${issue.message}${hint}`;
  }
}

/** Never more of a value than it takes to find it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
