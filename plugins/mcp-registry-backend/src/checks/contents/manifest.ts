import type { CheckManifest } from '@sallyport/backstage-plugin-mcp-registry-common';

/** What the check of what packages are made of is. Verdicts by other settings do not count. */
export function contentsManifest(settings: {
  fingerprint: string;
  maxDataAgeHours: number;
}): CheckManifest {
  return {
    id: 'contents',
    version: `1-${settings.fingerprint}`,
    title: 'What it is made of',
    motivation:
      'Most of what runs was written by others. A package that it brings along can have a known vulnerability, be published to do harm, or have a licence that the company cannot use.',
    consumes: ['package', 'what it brings along', 'SBOM', 'OSV', 'OpenVEX'],
    produces: [
      'vulnerabilities with and without statements about them',
      'licences',
      'age of the advisories',
    ],
    outcomes: {
      pass: 'All that it is made of is known, and nothing is known against it.',
      warn: 'Something needs a look: a vulnerability below the bound, a licence that nobody says, or a list that nobody can confirm.',
      fail: 'It has a vulnerability of a severity that is not accepted, or a licence that is not allowed.',
      error:
        'It could not be found out: no list of its contents, no advisories about such packages, or advisories that are too old.',
      notApplicable:
        'It runs elsewhere, and nobody has handed in a list of its contents.',
    },
    remedy:
      'Update what has a fix. Where it does not affect this server, have its publisher or your security team say so (OpenVEX), or have an exception approved.',
    maxDataAgeHours: settings.maxDataAgeHours,
  };
}
