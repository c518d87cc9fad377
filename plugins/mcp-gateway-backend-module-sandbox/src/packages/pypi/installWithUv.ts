import type { HostedPackage } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { SandboxMachine } from '../../machine/SandboxMachine';
import type { RuntimeRecords } from '../../runtime/RuntimeRecords';
import type { SandboxProcess } from '../../runtime/SandboxProcess';
import { startInstaller } from '../startInstaller';
import type { PypiSettings } from './readPypiSettings';
import { uvPlan, type UvStep } from './uvPlan';
import { uvWords } from './uvWords';

const LAST_WORDS = 4000;
const MOST_REFUSED = 10;

/**
 * Lets uv do one step of an installation, in a sandbox that reaches nothing but the index.
 *
 * @throws Error with what uv said.
 */
export async function installWithUv(options: {
  machine: SandboxMachine;
  records: RuntimeRecords;
  uv: string;
  python: string;
  settings: PypiSettings;
  wanted: HostedPackage;
  folder: string;
  step: UvStep;
  at?: number;
  timeoutMs: number;
}): Promise<void> {
  const { wanted, settings, timeoutMs } = options;
  const refused = new Set<string>();
  const uv = await startInstaller({
    ...options,
    plan: uvPlan(options),
    onRefused: place => {
      if (refused.size < MOST_REFUSED) refused.add(place);
    },
  });
  const said = lastWords(uv);
  uv.stdin.end();
  const timer = setTimeout(() => uv.kill('stopped'), timeoutMs);
  const { code, killedFor } = await uv.exited;
  clearTimeout(timer);
  if (code === 0) return;
  const bound =
    killedFor === 'stopped'
      ? 'it took too long'
      : killedFor && `it went over the bound of ${killedFor}`;
  const elsewhere =
    refused.size > 0
      ? ` It wanted to reach ${[...refused].join(
          ', ',
        )}, which is not the index.`
      : '';
  throw new Error(
    `${wanted.identifier} ${wanted.version} could not be installed: ${
      bound || uvWords(said(), settings.index) || 'uv did not say why'
    }.${elsewhere}`,
  );
}

/** What it writes from now on: the end of that. */
function lastWords({ stdout, stderr }: SandboxProcess): () => string {
  let said = '';
  const take = (chunk: Buffer) => {
    said = (said + chunk).slice(-LAST_WORDS);
  };
  stdout.on('data', take);
  stderr.on('data', take);
  return () => said;
}
