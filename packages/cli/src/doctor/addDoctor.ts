import type { Command } from 'commander';
import type { Surroundings } from '../Surroundings';
import { askPortal } from './askPortal';
import { DoctorError } from './DoctorError';
import { describeChecks } from './describeChecks';
import { exitCodeOf } from './exitCodeOf';
import { readPortalUrl } from './readPortalUrl';

const TOKEN_VARIABLE = 'SALLYPORT_TOKEN';
/** It could not be found out, which is neither well nor ill. */
const COULD_NOT_ASK = 2;

interface Options {
  tokenVariable: string;
  gatewayApi?: string;
  servers: boolean;
  strict: boolean;
  json: boolean;
}

/** `sallyport doctor`: how safely an installation is set up, and what to do. */
export function addDoctor(program: Command, surroundings: Surroundings): void {
  const { env, print, complain, setExitCode } = surroundings;
  program
    .command('doctor')
    .description('says how safely a portal and its gateway are set up')
    .argument(
      '<portal>',
      'address of the portal, such as https://portal.example.com',
    )
    .option(
      '--token-variable <name>',
      'environment variable with a token of the portal that may mcp.server.administer',
      TOKEN_VARIABLE,
    )
    .option(
      '--gateway-api <url>',
      'address of the gateway’s API, where it is not at <portal>/api/mcp-gateway',
    )
    .option('--no-servers', 'do not ask every server whether it is open')
    .option('--strict', 'warnings and what is unknown fail, too', false)
    .option('--json', 'print JSON', false)
    .addHelpText(
      'after',
      '\nExit code: 0 nothing is wrong, 1 something is, 2 it could not be found out.',
    )
    .action(async (portal: string, options: Options) => {
      try {
        const token = env[options.tokenVariable];
        if (!token) {
          throw new DoctorError(
            `Put a token of the portal into the environment variable ${options.tokenVariable}.`,
          );
        }
        const base = readPortalUrl(portal);
        const checks = await askPortal({
          registryApi: `${base}/api/mcp-registry`,
          gatewayApi: options.gatewayApi
            ? readPortalUrl(options.gatewayApi)
            : `${base}/api/mcp-gateway`,
          token,
          withServers: options.servers,
        });
        print(
          options.json
            ? `${JSON.stringify({ checks }, null, 2)}\n`
            : describeChecks(checks),
        );
        setExitCode(exitCodeOf(checks, options));
      } catch (error) {
        if (!(error instanceof DoctorError)) throw error;
        complain(`${error.message}\n`);
        setExitCode(COULD_NOT_ASK);
      }
    });
}
