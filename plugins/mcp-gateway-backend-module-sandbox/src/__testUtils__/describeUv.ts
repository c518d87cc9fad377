import { spawnSync } from 'node:child_process';
import { findProgram } from '../machine/findProgram';

/** The real one: of the test's set-up (scripts/lib/test/uv.mjs), or of the machine. */
export const uvOfTests = process.env.SALLYPORT_TEST_UV ?? findProgram('uv');

const hasSandboxes = spawnSync('bwrap', ['--version']).status === 0;
const missing = uvOfTests
  ? !hasSandboxes && 'bubblewrap (apt-get install bubblewrap)'
  : 'uv (pip install uv)';

/** Tests with the real uv in real sandboxes. Where one is missing, their title says that they did not run; `npm test` lists it. */
export function describeUv(title: string, tests: () => void): void {
  if (missing)
    describe.skip(`${title}: NOT RUN, there is no ${missing}`, tests);
  else describe(title, tests);
}
