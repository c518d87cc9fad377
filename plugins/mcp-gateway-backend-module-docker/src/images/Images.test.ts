import { FakeEngine } from '../__testUtils__/FakeEngine';
import { EngineClient } from '../engine/EngineClient';
import { Images } from './Images';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const NAME = 'registry.test/team/server';
const image = (change: object = {}) => ({
  Id: digest('1'),
  RepoDigests: [`${NAME}@${digest('d')}`],
  ...{ Os: 'linux', Architecture: 'amd64', Size: 1000 },
  Config: { Entrypoint: ['/server'], Cmd: null },
  ...change,
});
const at = (reference: string) =>
  `GET /images/${encodeURIComponent(reference)}/json`;
const lines = (...all: object[]) =>
  all.map(one => `${JSON.stringify(one)}\n`).join('');

describe('Images', () => {
  let engine: FakeEngine;
  afterEach(() => engine.close());

  async function images(change: object = {}) {
    engine = await FakeEngine.start();
    return Images.create({
      client: EngineClient.create(engine),
      settings: {
        images: {
          registries: [
            { host: 'registry.test', username: 'robot', password: 'sesame' },
          ],
          ...{ local: false, maxBytes: 10_000, timeoutMs: 5_000 },
          ...change,
        },
      },
    });
  }
  const wanted = (version: string, integrity?: string) => ({
    ...{ registry: 'oci' as const, identifier: NAME, version },
    ...(integrity && { integrity }),
  });
  const pulled = (said: string, found = image()) =>
    engine.on('POST /images/create', (_, res) => {
      engine
        .on(at(`${NAME}:1.0`), found)
        .on(at(`${NAME}@${digest('d')}`), found);
      res.end(said);
    });

  it('pulls a tag with the credentials of its registry, and pins it by digest', async () => {
    const all = await images();
    pulled(
      lines({ status: 'Pulling' }, { id: 'a', progressDetail: { total: 9 } }),
    );
    expect(await all.pin(wanted('1.0'))).toMatchObject({
      id: digest('1'),
      integrity: digest('d'),
    });
    const pull = engine.asked.find(({ line }) => line.startsWith('POST'));
    expect(pull?.line).toContain(encodeURIComponent(`${NAME}:1.0`));
    const auth = Buffer.from(
      `${pull?.headers['x-registry-auth']}`,
      'base64url',
    );
    // Engines want the padding.
    expect(`${pull?.headers['x-registry-auth']}`.length % 4).toBe(0);
    expect(JSON.parse(`${auth}`)).toEqual({
      username: 'robot',
      password: 'sesame',
      serveraddress: 'registry.test',
    });
  });

  it('asks no registry for what is pinned and there', async () => {
    const all = await images({ registries: [] });
    engine.on(at(`${NAME}@${digest('d')}`), image());
    const pinned = await all.pin(wanted('1.0', digest('d')));
    expect(pinned.integrity).toBe(digest('d'));
    expect(engine.asked.some(({ line }) => line.startsWith('POST'))).toBe(
      false,
    );
  });

  it('takes an image of this machine by its own digest, by its tag only where that is allowed', async () => {
    const all = await images({ registries: [], local: true });
    const own = image({ RepoDigests: [] });
    engine.on(at(`${NAME}:1.0`), own).on(at(digest('1')), own);
    expect((await all.pin(wanted('1.0'))).integrity).toBe(digest('1'));
    expect((await all.pin(wanted(digest('1')))).integrity).toBe(digest('1'));
    engine.close();
    const strict = await images({ registries: [] });
    engine.on(at(`${NAME}:1.0`), own);
    await expect(strict.pin(wanted('1.0'))).rejects.toThrow(
      'does not name registry.test',
    );
  });

  it('S4: refuses another image under an approved name', async () => {
    const all = await images();
    pulled('', image({ RepoDigests: [`${NAME}@${digest('e')}`] }));
    await expect(all.pin(wanted('1.0', digest('d')))).rejects.toThrow(
      'Approve it anew',
    );
  });

  it.each([
    ['what the engine says', { error: 'unauthorized' }, 'unauthorized'],
    ['a size', { id: 'a', progressDetail: { total: 10_001 } }, 'larger than'],
  ])('ends a pull for %s', async (_, line, words) => {
    const all = await images();
    pulled(lines(line));
    await expect(all.pin(wanted('1.0'))).rejects.toThrow(words);
  });

  it('ends a pull that takes too long', async () => {
    const all = await images({ timeoutMs: 100 });
    engine.on('POST /images/create', (_, res) =>
      res.write('{"status":"Waiting"}\n'),
    );
    await expect(all.pin(wanted('1.0'))).rejects.toThrow('it took too long');
  });

  it.each([
    ['another system', { Os: 'windows' }, 'not for Linux'],
    ['too large', { Size: 10_001 }, 'maxBytes'],
    ['no digest', { RepoDigests: [] }, 'which digest'],
  ])('refuses an image with %s', async (_, change, words) => {
    const all = await images();
    pulled('', image(change));
    await expect(all.pin(wanted('1.0'))).rejects.toThrow(words);
  });
});
