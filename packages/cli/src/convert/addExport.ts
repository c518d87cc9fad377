import {
  DEFINITION_FORMATS,
  type DefinitionFormat,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { Option, type Command } from 'commander';
import { CommandError } from '../CommandError';
import { readPortalUrl } from '../doctor/readPortalUrl';
import { plain } from '../plain';
import { askDefinition } from '../registryClient';
import { runCommand, tokenOf } from '../runCommand';
import type { Surroundings } from '../Surroundings';

interface Options {
  format: DefinitionFormat;
  of: 'approved' | 'stated';
  publisher?: string;
  tokenVariable: string;
}

/** `sallyport export`: a server's definition as a file of some format. What is lost goes to the error output. */
export function addExport(program: Command, surroundings: Surroundings): void {
  program
    .command('export')
    .description('prints the definition of a server in some format')
    .argument('<portal>', 'address of the portal')
    .argument('<server>', 'entity ref of the server: api:default/orders')
    .addOption(
      new Option(
        '--format <format>',
        'entity of the catalog, ToolHive or server.json',
      )
        .choices(DEFINITION_FORMATS)
        .default('entity'),
    )
    .addOption(
      new Option('--of <what>', 'what is approved, or what is stated now')
        .choices(['approved', 'stated'])
        .default('approved'),
    )
    .option('--publisher <name>', 'of server.json: io.github.acme')
    .option(
      '--token-variable <name>',
      'environment variable with a token of the portal',
      'SALLYPORT_TOKEN',
    )
    .addHelpText('after', '\nExit code: 0 printed, 2 it could not be.')
    .action(
      async (portal: string, server: string, options: Options) =>
        await runCommand(surroundings, async () => {
          const serverRef = server.toLowerCase();
          if (!/^api:[a-z0-9-]+\/[a-z0-9._-]+$/.test(serverRef)) {
            throw new CommandError(`${server} is no entity ref of a server.`);
          }
          const token = tokenOf(surroundings, options.tokenVariable);
          const found = await askDefinition({
            ...{ ...options, serverRef, token },
            portal: readPortalUrl(portal),
          });
          if (!found)
            throw new CommandError(`${serverRef} is not known there.`);
          for (const { text } of found.remarks) {
            surroundings.complain(`${plain(text)}\n`);
          }
          surroundings.print(found.text);
          surroundings.setExitCode(0);
        }),
    );
}
