// `npm start`
import { join } from 'node:path';
import { refuseSecondInstance } from '../lib/instance.mjs';
import { buildApp } from '../lib/build.mjs';
import { defaultStateDir, root } from '../lib/paths.mjs';
import { checkPorts, choosePorts } from '../lib/ports.mjs';
import { demoTelemetry } from '../lib/demoTelemetry.mjs';
import { serve } from '../lib/serve.mjs';
import { installDebianPackages } from '../lib/test/debianPackages.mjs';
import { install } from '../lib/toolchain.mjs';

// The inspector needs a Node as new as the portal's.
const usesToolchain = process.execPath.startsWith(join(root, '.toolchain'));

const nextSteps = ({ urls }) => `
Sallyport is running. What to do next:

  1. Open ${
    urls.portal
  } and sign in as Alice: find "Everything" under AI tools and request access.
  2. Sign out, sign in as Bob, who owns it, and approve under Approvals.
  3. Call a tool as Alice, in another terminal:

       export SALLYPORT_TOKEN=$(npm run --silent demo:token -- alice everything)
       ${
         usesToolchain ? 'PATH="$PWD/.toolchain/node_modules/.bin:$PATH" ' : ''
       }npx @modelcontextprotocol/inspector --cli ${
  urls.gateway
}/servers/default/everything/mcp \\
         --transport http --header "Authorization: Bearer $SALLYPORT_TOKEN" --method tools/list

People: Alice (web developer), Bob (owns the servers), Carol (security), Dave (finance), Erin (platform admin).
Logs are in .sallyport/logs/. Ctrl-C stops everything.
`;

export async function start() {
  // Said before the minutes that installing and building take.
  refuseSecondInstance(defaultStateDir);
  await checkPorts(choosePorts());
  // Without it the portal starts all the same, and shows which servers do not run.
  await installDebianPackages(text => process.stderr.write(`  ${text}\n`), {
    only: ['bubblewrap'],
    purpose: 'the example',
  });
  await install();
  await buildApp();

  return serve({ env: await demoTelemetry() }, nextSteps);
}
