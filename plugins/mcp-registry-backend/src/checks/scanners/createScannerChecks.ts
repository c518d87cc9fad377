import type { Knex } from 'knex';
import { findSbom } from '../contents/sbom/SbomStore';
import { SBOM_ORIGINS } from '../contents/sbom/Sbom';
import { createCommandScanner } from './command/createCommandScanner';
import { HttpAdapter } from './http/HttpAdapter';
import { ScannerCheck } from './ScannerCheck';
import type { ScannerSettings } from './ScannerSettings';

/** External scanners as checks: by `mcpRegistry.scanners`. */
export function createScannerChecks(options: {
  knex: Knex;
  scanners: readonly ScannerSettings[];
}): ScannerCheck[] {
  const { knex, scanners } = options;
  return scanners.map(settings =>
    ScannerCheck.create({
      settings,
      scanner:
        settings.kind === 'command'
          ? createCommandScanner(settings)
          : HttpAdapter.create({ settings }),
      findSbom: digest => bestSbom(knex, digest),
    }),
  );
}

/** The most certain list of contents that there is. */
async function bestSbom(
  knex: Knex,
  digest: string,
): Promise<string | undefined> {
  for (const origin of SBOM_ORIGINS) {
    const found = await findSbom(knex, { digest, origin });
    if (found) return found.document;
  }
  return undefined;
}
