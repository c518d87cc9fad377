import { type Duplex, pipeline } from 'node:stream';

/**
 * Carries bytes both ways until both sides have said their last; an error of one ends the other.
 *
 * @public
 */
export function joinSockets(one: Duplex, other: Duplex): void {
  const settle = (error?: Error | null) => {
    if (!error) return;
    one.destroy();
    other.destroy();
  };
  pipeline(one, other, settle);
  pipeline(other, one, settle);
}
