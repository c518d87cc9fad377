import type { CheckManifest } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { ScannerSettings } from './ScannerSettings';

/** What the check by an external scanner is. */
export function scannerManifest(settings: ScannerSettings): CheckManifest {
  const { id, title, fingerprint, maxDataAgeHours, kinds } = settings;
  return {
    ...{ id, title },
    version: `1-${fingerprint}`,
    motivation:
      'Your company has a scanner of its own, which looks for what the checks that come along do not.',
    consumes: ['definition', 'package', 'SBOM'],
    produces: ['what the scanner found'],
    outcomes: {
      pass: 'The scanner was done, and found nothing that needs a look.',
      warn: 'It found something to look at.',
      fail: 'It found something serious.',
      error:
        'It could not be run, was not done to its end, or does not show that it looked at anything.',
      notApplicable: `It is asked about ${kinds.join(
        ', ',
      )} alone, or takes nothing of this kind.`,
    },
    remedy: 'Read each finding, and what the scanner says about its rule.',
    ...(maxDataAgeHours !== undefined && { maxDataAgeHours }),
  };
}
