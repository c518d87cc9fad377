import type { SurfaceRule } from '../types';
import { ORDERS } from './orders';
import { OTHERS } from './others';
import { SECRETS_RULES } from './secrets';

/** All rules of the tool-surface check. Data: what they mean is in docs/tool-surface-check.md, what they catch is measured there. */
export const SURFACE_RULES: readonly SurfaceRule[] = [
  ...ORDERS,
  ...SECRETS_RULES,
  ...OTHERS,
];
