import type { Runtime } from '../api/types';
import type { Tone } from '../components/StatusLabel';

/** How the state of a runtime feels. */
export const RUNTIME_TONES: Record<Runtime['state'], Tone> = {
  starting: 'info',
  running: 'good',
  draining: 'info',
  stopping: 'info',
  ended: 'neutral',
};
