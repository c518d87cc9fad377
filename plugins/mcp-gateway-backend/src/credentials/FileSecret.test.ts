import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { FileSecret } from './FileSecret';

describe('FileSecret', () => {
  let folder: string;
  let file: string;
  let clock: ManualClock;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  let secret: FileSecret;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secret-'));
    file = join(folder, 'key');
    await write('first');
    clock = new ManualClock();
    logger = mockServices.logger.mock();
    secret = FileSecret.create({ file, clock, logger });
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** As Kubernetes does it: another file takes its place. */
  async function write(text: string) {
    await writeFile(join(folder, 'next'), text);
    await rename(join(folder, 'next'), file);
  }
  const is = (text: string) => ({ kind: 'secret', secret: text });

  it('follows the file, and looks seldom', async () => {
    expect(await secret.read()).toEqual(is('first'));
    await write(' second\n');
    clock.advance(4_999);
    // No promise: nothing is looked at.
    expect(secret.read()).toEqual(is('first'));
    clock.advance(1);
    expect(await secret.read()).toEqual(is('second'));
  });

  it('looks again when the system behind has refused it, once a second at most', async () => {
    await secret.read();
    await write('second');
    secret.lookAgain();
    expect(secret.read()).toEqual(is('first'));
    clock.advance(1_000);
    expect(await secret.read()).toEqual(is('second'));
    clock.advance(1_000);
    expect(secret.read()).toEqual(is('second'));
  });

  it.each([
    ['gone', async () => await rm(file), 'ENOENT'],
    ['empty', async () => await write('\n'), 'RangeError'],
    ['too large', async () => await write('x'.repeat(70_000)), 'RangeError'],
  ])('has none while the file is %s, and says so once', async (_, end, why) => {
    await secret.read();
    await end();
    for (let look = 0; look < 3; look++) {
      clock.advance(5_000);
      expect(await secret.read()).toEqual({ kind: 'unavailable' });
    }
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error).toHaveBeenCalledWith(expect.stringContaining(why));
    await write('third');
    clock.advance(5_000);
    expect(await secret.read()).toEqual(is('third'));
  });

  it('reads once for all who wait', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => secret.read()),
    );
    expect(new Set(all).size).toBe(1);
  });
});
