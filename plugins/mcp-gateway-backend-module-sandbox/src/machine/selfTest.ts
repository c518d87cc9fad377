import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { egressPlan } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { planSandbox } from '../plan/planSandbox';
import { processOwner } from '../runtime/processOwner';
import { runtimeTitle } from '../runtime/runtimeTitle';
import { launchSandbox } from '../launch/launchSandbox';
import type { SandboxMachine } from './SandboxMachine';
import { SELF_TEST_PROGRAM } from './selfTestProgram';

const TIMEOUT_MS = 20_000;
const TMP_BYTES = 1024 * 1024;

/**
 * Makes a sandbox and tries in it what must fail.
 *
 * @param folder a folder of the driver, mounted as packages are.
 * @throws Error with what did not hold.
 */
export async function selfTest(
  machine: SandboxMachine,
  folder: string,
): Promise<void> {
  const sandbox = await launchSandbox({
    ...machine,
    title: runtimeTitle(processOwner(), 'self-test'),
    plan: planSandbox({
      machine,
      profile: {},
      egress: egressPlan({ everything: false, destinations: [], problems: [] }),
      packageFolder: folder,
      mounts: [],
      tmpBytes: TMP_BYTES,
      env: {},
      secrets: {},
      command: [machine.node, '-e', SELF_TEST_PROGRAM],
    }),
  });
  const timer = new AbortController();
  try {
    await sandbox.ready;
    sandbox.open();
    const said = Promise.all([text(sandbox.stdout), text(sandbox.stderr)]);
    const late = setTimeout(TIMEOUT_MS, ['', 'it took too long'], timer);
    const [out, err] = await Promise.race([said, late]);
    const wrong = readAnswer(out, err);
    if (wrong.length > 0) {
      throw new Error(`These do not hold in a sandbox: ${wrong.join(', ')}`);
    }
  } finally {
    timer.abort();
    sandbox.child.kill('SIGKILL');
  }
}

function readAnswer(out: string, err: string): string[] {
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(
      `The self-test did not run in its sandbox: ${err.trim().slice(-300)}`,
    );
  }
}
