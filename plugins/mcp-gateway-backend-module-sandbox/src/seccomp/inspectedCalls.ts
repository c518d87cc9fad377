import type { Architecture } from './architectures';

/** System calls that are allowed or not by their arguments. */
export type InspectedCall =
  | 'clone'
  | 'clone3'
  | 'ioctl'
  | 'personality'
  | 'prctl'
  | 'socket'
  | 'socketpair';

/** Their numbers. */
export const INSPECTED_CALLS: Readonly<
  Record<Architecture, Readonly<Record<InspectedCall, number>>>
> = {
  x64: {
    clone: 56,
    clone3: 435,
    ioctl: 16,
    personality: 135,
    prctl: 157,
    socket: 41,
    socketpair: 53,
  },
  arm64: {
    clone: 220,
    clone3: 435,
    ioctl: 29,
    personality: 92,
    prctl: 167,
    socket: 198,
    socketpair: 199,
  },
};
