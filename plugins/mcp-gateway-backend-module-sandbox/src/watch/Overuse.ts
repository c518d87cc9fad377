/** What a runtime may be ended for. */
export type Overuse = 'memory' | 'pids' | 'cpu' | 'disk';
