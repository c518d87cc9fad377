import parse from 'spdx-expression-parse';
import satisfies from 'spdx-satisfies';

/** What a licence comes to. */
export interface LicenceVerdict {
  readonly state: 'fine' | 'unknown' | 'not-allowed';
  readonly message: string;
}

/**
 * Holds a declared licence against those that the company allows. Unknown is not fine: a package without a licence may not be used.
 *
 * @param allowed - SPDX identifiers; absent: any licence that SPDX knows
 */
export function judgeLicence(
  declared: string | undefined,
  allowed: readonly string[] | undefined,
): LicenceVerdict {
  if (!declared?.trim()) return unknown('It does not say what its licence is.');
  if (declared.trim().toUpperCase() === 'UNLICENSED') {
    return {
      state: 'not-allowed',
      message: 'It says that nobody has a licence to use it (UNLICENSED).',
    };
  }
  try {
    parse(declared);
    if (allowed === undefined) return fine(declared);
    return satisfies(declared, [...allowed])
      ? fine(declared)
      : {
          state: 'not-allowed',
          message: `Its licence ${declared} is none of those that are allowed: ${allowed.join(
            ', ',
          )}.`,
        };
  } catch {
    return unknown(`Its licence “${declared}” is no expression of SPDX.`);
  }
}

/** Whether a text is one SPDX identifier. */
export function isLicenceIdentifier(text: string): boolean {
  try {
    return 'license' in parse(text);
  } catch {
    return false;
  }
}

function fine(declared: string): LicenceVerdict {
  return { state: 'fine', message: `Its licence is ${declared}.` };
}

function unknown(message: string): LicenceVerdict {
  return { state: 'unknown', message };
}
