import { statSync } from 'node:fs';
import {
  readDefinitions,
  type ServerDefinition,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { Option, type Command } from 'commander';
import { CommandError } from '../CommandError';
import { readPortalUrl } from '../doctor/readPortalUrl';
import { askDefinitions } from '../registryClient';
import { runCommand, tokenOf } from '../runCommand';
import type { Surroundings } from '../Surroundings';
import { checkDefinition } from './checkDefinitions';
import { type CheckReport, exitCodeOfReport } from './CheckReport';
import { compare } from './compare';
import { readBase } from './readBase';
import { readFolder } from './readFolder';
import { toSarif } from './toSarif';
import { toText } from './toText';

interface Options {
  base?: string;
  registry?: string;
  tokenVariable: string;
  companyDomain: string[];
  format: 'text' | 'json' | 'sarif';
  strict: boolean;
}

const FORMATS = {
  text: toText,
  json: (report: CheckReport) => `${JSON.stringify(report, null, 2)}\n`,
  sarif: toSarif,
} as const;

/** `sallyport check`: whether definitions are valid and sound, and what would change; for a pull request. */
export function addCheck(program: Command, surroundings: Surroundings): void {
  program
    .command('check')
    .description(
      'checks definitions of MCP servers, and says what would change',
    )
    .argument('<path>', 'a folder of definitions, or one file')
    .option('--base <commit>', 'compare with this commit: origin/main')
    .option(
      '--registry <portal>',
      'compare with what is approved there: https://portal.example.com',
    )
    .option(
      '--token-variable <name>',
      'environment variable with a token of the portal',
      'SALLYPORT_TOKEN',
    )
    .option(
      '--company-domain <domain...>',
      'servers at other names with a dot lie outside of the company',
      [],
    )
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['text', 'json', 'sarif'])
        .default('text'),
    )
    .option('--strict', 'warnings fail, too', false)
    .addHelpText(
      'after',
      '\nExit code: 0 nothing is wrong, 1 something is, 2 it could not be found out. Differences alone are nothing wrong.',
    )
    .action(
      async (path: string, options: Options) =>
        await runCommand(surroundings, async () => {
          const report = await makeReport(path, options, surroundings);
          surroundings.print(FORMATS[options.format](report));
          surroundings.setExitCode(exitCodeOfReport(report, options));
        }),
    );
}

async function makeReport(
  path: string,
  options: Options,
  surroundings: Surroundings,
): Promise<CheckReport> {
  const folder = await readFolder(path);
  const reading = readDefinitions(folder.files);
  const problems = [...folder.problems, ...reading.problems];
  if (reading.found.length + problems.length === 0) {
    // A pipeline that looks into the wrong folder must not be green.
    throw new CommandError(`There are no definitions in ${path}.`);
  }
  const now = toMap(reading.found);
  const { base, registry, companyDomain } = options;
  if (base && registry) {
    throw new CommandError('Compare with --base or with --registry, not both.');
  }
  return {
    ...{ problems, passedOver: reading.passedOver },
    definitions: reading.found.map(found => ({
      ...found,
      findings: checkDefinition(found, { companyDomains: companyDomain }),
    })),
    ...(base && {
      comparedWith: base,
    }),
    ...(registry && { comparedWith: `what is approved at ${registry}` }),
    differences: await differencesOf(),
  };

  async function differencesOf() {
    if (base) {
      if (!statSync(path).isDirectory()) {
        throw new CommandError('--base compares folders.');
      }
      return compare(
        toMap(readDefinitions(await readBase(path, base)).found),
        now,
      );
    }
    if (!registry) return [];
    const token = tokenOf(surroundings, options.tokenVariable);
    const portal = readPortalUrl(registry);
    return compare(
      await askDefinitions([...now.keys()], { portal, token }),
      now,
    );
  }
}

function toMap(
  found: readonly { serverRef: string; definition: ServerDefinition }[],
): Map<string, ServerDefinition> {
  return new Map(
    found.map(({ serverRef, definition }) => [serverRef, definition]),
  );
}
