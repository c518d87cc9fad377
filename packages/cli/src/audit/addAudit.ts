import type { Command } from 'commander';
import type { Surroundings } from '../Surroundings';
import { addAuditExport } from './addAuditExport';
import { addVerify } from './addVerify';

/** `sallyport audit`: takes the log of calls out of a gateway, and says whether an export is what was recorded. */
export function addAudit(program: Command, surroundings: Surroundings): void {
  const audit = program.command('audit').description('the log of calls');
  addAuditExport(audit, surroundings);
  addVerify(audit, surroundings);
}
