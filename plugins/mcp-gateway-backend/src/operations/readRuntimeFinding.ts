import type { SetupFinding } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { DriverReport } from '../runtimes/DriverSet';

/** What the runtime drivers of this gateway say about S1, and about which servers. Pure. */
export function readRuntimeFinding(options: {
  reports: readonly DriverReport[];
  /** Approved servers that the gateway runs. */
  hosted: readonly string[];
}): { finding: SetupFinding; subjects: string[] } {
  const { reports, hosted } = options;
  const used = reports.find(({ isUsed }) => isUsed);
  if (!used) {
    return hosted.length > 0
      ? { finding: 'runtime-drivers.none', subjects: [...hosted] }
      : { finding: 'runtime-drivers.unneeded', subjects: [] };
  }
  const { ready, bounds, problems } = used.status;
  if (!ready) {
    const missing = problems.map(({ text, remedy }) => `${text} ${remedy}`);
    return hosted.length > 0
      ? {
          finding: 'runtime-drivers.not-ready',
          subjects: [...missing, ...hosted],
        }
      : { finding: 'runtime-drivers.not-ready-yet', subjects: missing };
  }
  const open = Object.entries(bounds).flatMap(([bound, how]) =>
    how === 'none' ? [bound] : [],
  );
  return open.length > 0
    ? { finding: 'runtime-drivers.unbounded', subjects: open }
    : { finding: 'runtime-drivers.ready', subjects: [] };
}
