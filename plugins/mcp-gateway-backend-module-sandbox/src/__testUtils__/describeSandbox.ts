import { spawnSync } from 'node:child_process';

const isThere = spawnSync('bwrap', ['--version']).status === 0;

/** Tests with real sandboxes. Where there is no bubblewrap they are skipped, and fail in CI: `apt-get install bubblewrap`. */
export const describeSandbox: jest.Describe =
  isThere || process.env.CI ? describe : describe.skip;
