import type { Detector } from '../types';
import { checks } from './checks';
import { connection } from './connection';
import { decoy } from './decoy';
import { drift } from './drift';
import { egress } from './egress';
import { firstUse } from './firstUse';
import { guardObjections } from './guardObjections';
import { refusals } from './refusals';
import { resultSize } from './resultSize';
import { sweep } from './sweep';
import { unusualHour } from './unusualHour';
import { volume } from './volume';

/** Every detector. Each keeps states of its own kind. */
export const DETECTORS: readonly Detector[] = [
  firstUse,
  volume,
  resultSize,
  unusualHour,
  refusals,
  sweep,
  guardObjections,
  decoy,
  egress,
  drift,
  checks,
  connection,
];
