import { Command } from 'commander';
import { addAudit } from './audit/addAudit';
import { addCheck } from './check/addCheck';
import { addExport } from './convert/addExport';
import { addImport } from './convert/addImport';
import { addDoctor } from './doctor/addDoctor';
import type { Surroundings } from './Surroundings';

/** The command `sallyport`. */
export function createProgram(surroundings: Surroundings): Command {
  const program = new Command('sallyport')
    .description('Sallyport for pipelines and auditors')
    .configureOutput({
      writeOut: surroundings.print,
      writeErr: surroundings.complain,
    });
  addDoctor(program, surroundings);
  addCheck(program, surroundings);
  addExport(program, surroundings);
  addImport(program, surroundings);
  addAudit(program, surroundings);
  return program;
}
