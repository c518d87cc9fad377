// `npm run dev`: the same company, with hot reload of the portal's frontend (port 3000) and backend.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { serve } from '../lib/serve.mjs';
import { install } from '../lib/toolchain.mjs';

const FRONTEND = 'http://localhost:3000';

export async function dev() {
  await install();
  const require = createRequire(join(root, 'package.json'));
  const cli = [
    process.execPath,
    require.resolve('@backstage/cli/bin/backstage-cli'),
    'package',
    'start',
    '--config',
    join(root, 'app-config.yaml'),
  ];
  const env = {
    // People are at the frontend's development server: sign-in leads back there.
    APP_CONFIG_app_baseUrl: FRONTEND,
    // The starter's own sign-ins (seed, demo:token) come from the portal's address as always.
    APP_CONFIG_auth_experimentalExtraAllowedOrigins: '["http://localhost:*"]',
  };
  const options = {
    backend: { command: cli, env },
    extra: ({ processes, env: portalEnv }) =>
      processes.start('frontend', cli, {
        cwd: join(root, 'packages', 'app'),
        env: portalEnv,
      }),
  };
  return serve(
    options,
    ({ urls }) => `
Hot reload at ${FRONTEND} (the first page takes a while), API at ${urls.portal}, gateway at ${urls.gateway}.
Logs are in .sallyport/logs/. Ctrl-C stops everything.
`,
  );
}
