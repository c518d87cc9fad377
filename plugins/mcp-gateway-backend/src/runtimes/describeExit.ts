import type { RuntimeExit } from '@sallyport/backstage-plugin-mcp-gateway-node';

const BOUNDS = {
  memory: 'It used more memory than its profile allows.',
  pids: 'It started more processes than its profile allows.',
  cpu: 'It used more processor time than its profile allows.',
  disk: 'It wrote more than its profile allows.',
} as const;

/** How a runtime ended by itself, for people. */
export function describeExit({ code, signal, killedFor }: RuntimeExit): string {
  if (killedFor && killedFor !== 'stopped') return BOUNDS[killedFor];
  if (signal !== null) return `It was ended by ${signal}.`;
  return `It ended by itself (exit code ${code ?? 'unknown'}).`;
}
