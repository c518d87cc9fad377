import type { CheckManifest } from '@sallyport/backstage-plugin-mcp-registry-common';

const WEEK = 7 * 24;
const ANSWERS = {
  error:
    'It could not be found out: the registry is not configured, cannot be reached, or does not say it.',
  notApplicable: 'The server runs elsewhere: it is no package.',
} as const;

/** Verdicts by other settings do not count. */
const versionOf = (rules: string, fingerprint: string) =>
  `${rules}-${fingerprint}`;

/** What the check of where a package comes from is. */
export function originManifest(fingerprint: string): CheckManifest {
  return {
    id: 'origin',
    version: versionOf('2', fingerprint),
    title: 'Origin of the package',
    motivation:
      'A package can be a stranger’s that has nearly the name of a known one, be abandoned, come out an hour ago from a stolen account, or have a licence that the company cannot use.',
    consumes: ['package', 'version', 'pin', 'names of other servers'],
    produces: ['licence', 'release date', 'source repository', 'names like it'],
    outcomes: {
      ...ANSWERS,
      pass: 'The package is there, exactly this version, and nothing about where it comes from needs a look.',
      warn: 'Something about where it comes from needs a look.',
      fail: 'It is not there, not pinned, withdrawn or held back, poses as a known one, or has a licence that is not allowed.',
    },
    remedy:
      'Read each finding. Name the exact version, choose the package of the publisher that you mean, or have an exception approved.',
    maxDataAgeHours: WEEK,
  };
}

/** What the check of whether the pin is what the registry has is. */
export function integrityManifest(fingerprint: string): CheckManifest {
  return {
    id: 'integrity',
    version: versionOf('2', fingerprint),
    title: 'Integrity of the package',
    motivation:
      'What was approved are bytes. A registry, or whoever took it over, can put other bytes under the same version or tag.',
    consumes: ['package', 'version', 'pin'],
    produces: ['digest that is pinned', 'digest that the registry has'],
    outcomes: {
      ...ANSWERS,
      pass: 'The registry has exactly what is pinned.',
      warn: 'It has what is pinned, and a tag has moved or dependencies are not pinned; or the pin is of a folder, which no registry has.',
      fail: 'Nothing is pinned, or the registry has something else, or no longer what is pinned.',
    },
    remedy:
      'Probe the server so that its package is pinned. Where the registry has other bytes, find out why before you approve anything.',
    maxDataAgeHours: WEEK,
  };
}

/** What the check of who signed a package is. */
export function provenanceManifest(fingerprint: string): CheckManifest {
  return {
    id: 'provenance',
    version: versionOf('2', fingerprint),
    title: 'Provenance and signature of the package',
    motivation:
      'Whoever can publish a package can publish anything. A signature that a build made says from which repository it comes, and by which workflow.',
    consumes: ['package', 'version', 'pin'],
    produces: ['signer', 'source repository', 'builder', 'expected and actual'],
    outcomes: {
      ...ANSWERS,
      pass: 'A signature for exactly what is pinned was verified, by whom it was expected.',
      warn: 'None is published here; or a good one is, and nobody has said who should have signed.',
      fail: 'The signatures that there are are not good, or by somebody else than expected; or none is there where one is required.',
    },
    remedy:
      'Compare expected and actual. Name who signs the package in mcpRegistry.trust.signers, or ask its publisher to sign it.',
    maxDataAgeHours: 30 * 24,
  };
}
