import type { CheckSubject } from '@sallyport/backstage-plugin-mcp-registry-node';
import { aSubject } from '../../trust/__testUtils__/fixtures';
import type { CommandScanner, HttpScanner } from '../ScannerSettings';

const COMMON = {
  id: 'mine',
  title: 'Mine',
  kinds: ['npm', 'oci'],
  severity: { failAt: 'high', warnAt: 'low', unknown: 'medium' },
  fingerprint: 'abc',
  maxBytes: 100_000,
} as const;

/** A scanner that is a program in the text of Node, with the paths of its files as arguments. */
export function aCommand(
  program: string,
  more: Partial<CommandScanner> = {},
): CommandScanner {
  return {
    ...COMMON,
    kind: 'command',
    command: [process.execPath, '-e', program, '{output}', '{definition}'],
    environment: {},
    exitCodes: [0],
    ...more,
  };
}

/** A scanner that is a service. */
export function aService(url: string): HttpScanner {
  return {
    ...COMMON,
    ...{
      kind: 'http',
      url: new URL(url),
      headers: { authorization: 'Bearer t' },
    },
  };
}

/** A revision to look at. */
export function aScanned(
  snapshot: Parameters<typeof aSubject>[0] = {},
): CheckSubject {
  return {
    ...aSubject(snapshot),
    others: async () => [],
    digest: 'sha256:revision',
    toolSurface: { known: true, tools: [] },
    observed: { withoutCredential: 'unknown' },
  };
}

/** A log of SARIF with one run; `run` changes it. */
export function aLog(run: object = {}) {
  return {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mine', rules: [{ id: 'r1' }] } },
        results: [],
        ...run,
      },
    ],
  };
}
