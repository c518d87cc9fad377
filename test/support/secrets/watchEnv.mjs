import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('preload.cjs', import.meta.url));

/** What a gateway's or a portal's environment needs so that its secrets are known to the scan; nothing where no scan follows. */
export function watchEnv() {
  const { SALLYPORT_TEST_SECRETS: folder, NODE_OPTIONS: others = '' } =
    process.env;
  if (!folder) return {};
  return {
    SALLYPORT_TEST_SECRETS: folder,
    NODE_OPTIONS: `${others} --require=${PRELOAD}`.trim(),
  };
}
