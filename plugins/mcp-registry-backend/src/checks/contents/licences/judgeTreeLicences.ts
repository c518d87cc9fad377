import type { CheckFinding } from '@sallyport/backstage-plugin-mcp-registry-common';
import parse from 'spdx-expression-parse';
import { visible } from '../../trust/findings';
import { judgeLicence } from '../../trust/origin/judgeLicence';
import { placeOf } from '../judge/placeOf';
import type { ContentsSettings } from '../settings/ContentsSettings';
import type { Component } from '../types';

const NAMED = 10;

/** Holds the licences of all that something is made of against those that the company allows and denies. */
export function judgeTreeLicences(
  components: readonly Component[],
  licences: ContentsSettings['licences'],
): CheckFinding[] {
  const unknown: Component[] = [];
  const found: CheckFinding[] = [];
  for (const component of components) {
    const { licence } = component;
    const { state, message } = judgeLicence(licence, licences.allowed);
    if (state === 'unknown') {
      unknown.push(component);
      continue;
    }
    const denied = state === 'fine' && needsDenied(licence!, licences.denied);
    if (state === 'fine' && !denied) continue;
    found.push({
      ...{ level: 'error', rule: 'licence-not-allowed' },
      location: placeOf(component),
      message: denied
        ? `Its licence ${licence} cannot be kept without one that is denied: ${licences.denied.join(
            ', ',
          )}.`
        : message,
    });
  }
  return unknown.length > 0 ? [...found, unknownLicences(unknown)] : found;
}

/** Together: each by itself would hide what matters more. But not knowing is no permission. */
function unknownLicences(unknown: readonly Component[]): CheckFinding {
  const named = unknown
    .slice(0, NAMED)
    .map(({ name, version, licence }) =>
      licence ? `${name} ${version} (${licence})` : `${name} ${version}`,
    );
  return {
    ...{ level: 'warning', rule: 'licence-unknown', location: 'licences' },
    message: `Of ${unknown.length} packages nobody says the licence in a way that can be read.`,
    excerpt: visible(
      [...named, ...(unknown.length > NAMED ? ['…'] : [])].join(', '),
      1500,
    ),
  };
}

/** Whether there is no way to keep to an expression without a denied licence. */
export function needsDenied(
  expression: string,
  denied: readonly string[],
): boolean {
  const isDenied = (info: parse.Info): boolean => {
    if ('conjunction' in info) {
      const [left, right] = [isDenied(info.left), isDenied(info.right)];
      return info.conjunction === 'and' ? left || right : left && right;
    }
    if (!('license' in info)) return false;
    // “GPL-2.0+” and “GPL-2.0-only” are GPL-2.0; an exception makes another licence of it, which is denied by its own name.
    const { license, exception } = info;
    const name = exception ? `${license} WITH ${exception}` : license;
    return denied.some(one => familyOf(one) === familyOf(name));
  };
  return isDenied(parse(expression));
}

function familyOf(licence: string): string {
  return licence.replace(/-(?:only|or-later)\b|\+$/g, '').toLowerCase();
}
