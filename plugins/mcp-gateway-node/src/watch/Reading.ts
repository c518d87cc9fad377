import type { RuntimeUsage } from '../runtimes/RuntimeDriver';

/**
 * What one look at a sandbox finds.
 *
 * @public
 */
export interface Reading extends Required<RuntimeUsage> {
  /** Of `diskBytes`, those in its writable mounts. */
  readonly mountBytes: number;
  /** How often the kernel ended something of it for want of memory. */
  readonly outOfMemory: number;
}
