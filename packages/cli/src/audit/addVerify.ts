import type { Command } from 'commander';
import { runCommand } from '../runCommand';
import type { Surroundings } from '../Surroundings';
import { BodyCheck } from './BodyCheck';
import { describeAudit } from './describeAudit';
import { describeBodies } from './describeBodies';
import { readAge } from './readAge';
import { readBody } from './readBody';
import { verifyExport } from './verifyExport';

interface Options {
  checkpoints?: string[];
  keys?: string;
  maxAge?: number;
  body?: string[];
  part: boolean;
  json: boolean;
}

/** `sallyport audit verify`: whether an export of the log is what was recorded. */
export function addVerify(audit: Command, surroundings: Surroundings): void {
  audit
    .command('verify')
    .description(
      'says whether an export is complete, in order and unaltered; asks nobody',
    )
    .argument(
      '<export...>',
      'files, or folders with *.ndjson; or an archive *.tar of sallyport audit export',
    )
    .option(
      '--checkpoints <path...>',
      'signed checkpoints and sealed gaps: files, or folders with *.jws',
    )
    .option(
      '--keys <file>',
      'the public keys that are trusted, a JWK set; an archive without them is verified by its own',
    )
    .option(
      '--max-age <time>',
      'there must be a checkpoint no older than this: 2h',
      readAge,
    )
    .option(
      '--body <file...>',
      'arguments and results of calls, as their pages save them: whether they are what was recorded',
    )
    .option('--part', 'the export begins at a checkpoint', false)
    .option('--json', 'print JSON', false)
    .addHelpText(
      'after',
      '\nExit code: 0 all is well, 1 something is not and its place is named, 2 it could not be found out.',
    )
    .action(
      async (paths: string[], options: Options) =>
        await runCommand(surroundings, async () => {
          const bodies = BodyCheck.create(
            await Promise.all((options.body ?? []).map(readBody)),
          );
          const report = await verifyExport({ ...options, paths, bodies });
          const checked = bodies.result();
          surroundings.print(
            options.json
              ? `${JSON.stringify(
                  { ...report, ...(options.body && { bodies: checked }) },
                  null,
                  2,
                )}\n`
              : `${describeBodies(checked)}${describeAudit(report)}`,
          );
          const isGood =
            report.isGood && checked.every(({ proof }) => proof === 'matches');
          surroundings.setExitCode(isGood ? 0 : 1);
        }),
    );
}
