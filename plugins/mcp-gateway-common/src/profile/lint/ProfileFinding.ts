import { fillIn, type TextValues } from '../fillIn';
import {
  PROFILE_FINDINGS,
  type ProfileFindingCode,
  type ProfileSeverity,
} from './profileFindings';

/** Something that {@link lintProfile} found. */
export interface ProfileFinding {
  readonly code: ProfileFindingCode;
  readonly severity: ProfileSeverity;
  /** Where: in the profile, such as `network.outbound.allow_host[0]`, or in the server (`run.env.TOKEN`). */
  readonly path: string;
  /** Never a setting's value: it could be a secret. */
  readonly values: TextValues;
  /** In English; the portal translates by code. */
  readonly text: string;
  /** What to do, in English. */
  readonly remedy: string;
}

/** Puts a finding together. */
export function profileFinding(
  code: ProfileFindingCode,
  path: string,
  values: TextValues = {},
): ProfileFinding {
  const { severity, text, remedy } = PROFILE_FINDINGS[code];
  return {
    code,
    severity,
    path,
    values,
    text: fillIn(text, values),
    remedy: fillIn(remedy, values),
  };
}
