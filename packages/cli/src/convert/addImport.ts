import {
  DEFINITION_FORMATS,
  type DefinitionFormat,
  DATA_CLASSIFICATIONS,
  type MissingFacts,
  readDefinitions,
  RISK_TIERS,
  writeDefinition,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { Option, type Command } from 'commander';
import { readFolder } from '../check/readFolder';
import { CommandError } from '../CommandError';
import { plain } from '../plain';
import { runCommand } from '../runCommand';
import type { Surroundings } from '../Surroundings';

interface Options extends MissingFacts {
  format: DefinitionFormat;
  publisher?: string;
}

/** `sallyport import`: definitions of other formats as entities, to be put into the repository. What is lost goes to the error output. */
export function addImport(program: Command, surroundings: Surroundings): void {
  const { print, complain, setExitCode } = surroundings;
  program
    .command('import')
    .description(
      'prints definitions of ToolHive, or of server.json, as entities of the catalog',
    )
    .argument('<path>', 'a file, or a folder')
    .option('--namespace <name>', 'of those that name none')
    .option('--owner <ref>', 'of those that name none')
    .addOption(
      new Option('--risk-tier <tier>', 'of those that name none').choices(
        RISK_TIERS,
      ),
    )
    .addOption(
      new Option(
        '--data-classification <class>',
        'of those that name none',
      ).choices(DATA_CLASSIFICATIONS),
    )
    .addOption(
      new Option('--format <format>', 'to be printed')
        .choices(DEFINITION_FORMATS)
        .default('entity'),
    )
    .option('--publisher <name>', 'of server.json: io.github.acme')
    .addHelpText(
      'after',
      '\nExit code: 0 all were printed, 1 some are not valid, 2 it could not be read.',
    )
    .action(
      async (path: string, options: Options) =>
        await runCommand(surroundings, async () => {
          const folder = await readFolder(path);
          const { found, problems } = readDefinitions(folder.files, {
            missing: options,
          });
          const all = [...folder.problems, ...problems];
          if (found.length + all.length === 0) {
            throw new CommandError(`There are no definitions in ${path}.`);
          }
          const texts = found.flatMap(it => {
            for (const { text } of it.remarks) {
              complain(`${plain(`${it.path}: ${text}`)}\n`);
            }
            const written = writeDefinition(it.definition, options);
            if ('problem' in written) {
              all.push({ path: it.path, text: written.problem });
              return [];
            }
            for (const { text } of written.remarks) {
              complain(`${plain(`${it.path}: ${text}`)}\n`);
            }
            return [written.text];
          });
          for (const { path: at, text } of all) {
            complain(`${plain(`[FAIL] ${at}: ${text}`)}\n`);
          }
          print(texts.join(options.format === 'server-json' ? '' : '---\n'));
          setExitCode(all.length > 0 ? 1 : 0);
        }),
    );
}
