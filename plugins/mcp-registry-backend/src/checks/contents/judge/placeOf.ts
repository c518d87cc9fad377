import { visible } from '../../trust/findings';
import type { Component } from '../types';

/** Where a finding about a package is: `npm/left-pad@1.3.0`. */
export function placeOf({ ecosystem, name, version }: Component): string {
  return visible(`${ecosystem ?? 'other'}/${name}@${version}`, 300);
}
