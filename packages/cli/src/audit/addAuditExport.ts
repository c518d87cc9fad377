import type { Command } from 'commander';
import { CommandError } from '../CommandError';
import { readPortalUrl } from '../doctor/readPortalUrl';
import { runCommand, tokenOf } from '../runCommand';
import type { Surroundings } from '../Surroundings';
import { BodyCheck } from './BodyCheck';
import { describeAudit } from './describeAudit';
import { saveExport } from './saveExport';
import { verifyExport } from './verifyExport';

interface Options {
  from?: string;
  to?: string;
  writer?: string;
  fromSeq?: string;
  toSeq?: string;
  gatewayApi?: string;
  tokenVariable: string;
}

/** `sallyport audit export`: the log of calls as a gateway has it, with what proves it. */
export function addAuditExport(
  audit: Command,
  surroundings: Surroundings,
): void {
  audit
    .command('export')
    .description(
      'takes the log out of a gateway, with what proves it, and verifies it',
    )
    .argument(
      '<portal>',
      'address of the portal, such as https://portal.example.com',
    )
    .argument('<file>', 'the archive that is written, such as log.tar')
    .option('--from <time>', 'from this time on: 2026-11-01T00:00:00Z')
    .option('--to <time>', 'up to this time, without it')
    .option('--writer <id>', 'of this writer alone')
    .option('--from-seq <number>', 'from this event of the writer on')
    .option('--to-seq <number>', 'up to this event of the writer, with it')
    .option(
      '--gateway-api <url>',
      'address of the gateway’s API, where it is not at <portal>/api/mcp-gateway',
    )
    .option(
      '--token-variable <name>',
      'environment variable with a token of the portal that may mcp.audit.read',
      'SALLYPORT_TOKEN',
    )
    .addHelpText(
      'after',
      '\nIt may be more than was asked for: an export begins and ends at checkpoints. Exit code: 0 it is there and good, 1 it is not good, 2 it could not be taken.',
    )
    .action(
      async (portal: string, file: string, options: Options) =>
        await runCommand(surroundings, async () => {
          if (!file.endsWith('.tar')) {
            throw new CommandError('The name of the archive must end in .tar.');
          }
          const base = readPortalUrl(portal);
          const { from, to, writer, fromSeq, toSeq } = options;
          await saveExport({
            api: options.gatewayApi
              ? readPortalUrl(options.gatewayApi)
              : `${base}/api/mcp-gateway`,
            token: tokenOf(surroundings, options.tokenVariable),
            query: { from, to, writer, fromSeq, toSeq },
            file,
          });
          const report = await verifyExport({
            ...{ paths: [file], bodies: BodyCheck.create([]) },
          });
          surroundings.print(describeAudit(report));
          surroundings.setExitCode(report.isGood ? 0 : 1);
        }),
    );
}
