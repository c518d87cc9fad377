import { spawnSync } from 'node:child_process';
import { findProgram } from '@sallyport/backstage-plugin-mcp-gateway-node';

/** The real one: of the test's set-up (scripts/lib/test/uv.mjs), or of the machine. */
export const uvOfTests = process.env.SALLYPORT_TEST_UV ?? findProgram('uv');

const hasSandboxes = spawnSync('bwrap', ['--version']).status === 0;

/** What tests with the real uv in real sandboxes lack here, for their title. `npm test` lists it, too. */
export const uvNotRun = [
  ...(uvOfTests ? [] : [': NOT RUN, there is no uv (pip install uv)']),
  ...(hasSandboxes ? [] : [': NOT RUN, there is no bubblewrap']),
].join('');

/** Tests with the real uv in real sandboxes, skipped where {@link uvNotRun} says why. */
export const describeUv: jest.Describe = uvNotRun ? describe.skip : describe;
