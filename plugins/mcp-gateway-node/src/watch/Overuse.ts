/**
 * What a runtime may be ended for.
 *
 * @public
 */
export type Overuse = 'memory' | 'pids' | 'cpu' | 'disk';
