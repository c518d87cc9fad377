import { compare as comparePep440, valid } from '@renovatebot/pep440';
import { parse } from 'semver';
import type { Ecosystem } from '../types';

/**
 * Compares two versions as their ecosystem orders them.
 *
 * @returns `undefined` where one of them is no version there.
 */
export function compareVersions(
  ecosystem: Ecosystem,
  one: string,
  other: string,
): number | undefined {
  if (ecosystem === 'npm') {
    const [a, b] = [one, other].map(version => parse(version, { loose: true }));
    // Build metadata does not order (SemVer 10): versions that differ in nothing else are the same.
    return a && b ? a.compare(b) : undefined;
  }
  return valid(one) && valid(other) ? comparePep440(one, other) : undefined;
}

/** Whether two texts are the same version: `1.0` and `1.0.0` of PyPI are. */
export function isSameVersion(
  ecosystem: Ecosystem,
  one: string,
  other: string,
): boolean {
  return one === other || compareVersions(ecosystem, one, other) === 0;
}
