import { readSarif } from '../readSarif';
import type { Scanner } from '../ScannerCheck';
import type { CommandScanner } from '../ScannerSettings';
import { runCommand } from './runCommand';

/** A scanner that is a program of this machine: what it looks at is handed over in files, and it writes SARIF. */
export function createCommandScanner(settings: CommandScanner): Scanner {
  return {
    async scan({ subject, sbom }, { signal }) {
      const { digest, snapshot, toolSurface } = subject;
      const written = await runCommand({
        ...settings,
        signal,
        files: {
          definition: JSON.stringify({ digest, ...snapshot, toolSurface }),
          artifact: JSON.stringify({
            package: snapshot.package ?? null,
            installed: snapshot.installed ?? null,
            upstream: snapshot.upstream ?? null,
          }),
          // A file that says nothing, where nothing is known: never one that looks like an empty list.
          sbom: sbom ?? 'null',
        },
      });
      const { findings, tools, dataAt } = readSarif(written);
      return { findings, evidence: { tools }, ...(dataAt && { dataAt }) };
    },
  };
}
