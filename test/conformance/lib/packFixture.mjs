import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ENTRY = fileURLToPath(new URL('../fixture/stdio.mjs', import.meta.url));
const NAME = '@sallyport-test/conformance-fixture';

/** The fixture over stdio as somebody would publish it: one package without dependencies. */
export async function packFixture() {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // Some of what is bundled asks for its parts as CommonJS does.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  const [{ text }] = outputFiles;
  return {
    name: NAME,
    version: '1.0.0',
    files: { 'server.mjs': text },
    manifest: { bin: { 'conformance-fixture': 'server.mjs' } },
  };
}
