import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { RegistryHttp, RegistryUnreachable } from './RegistryHttp';

describe('RegistryHttp', () => {
  let one: TestRegistry;
  let other: TestRegistry;
  beforeAll(async () => {
    one = await startRegistry();
    other = await startRegistry();
  });
  afterAll(() => Promise.all([one.close(), other.close()]));
  beforeEach(() => {
    one.clear();
    other.clear();
  });

  const get = (path: string, origins = [one.url], maxBytes = 1000) =>
    RegistryHttp.create({ origins, timeoutMs: 300 }).get(
      new URL(`${one.url}${path}`),
      {
        headers: { Authorization: 'Bearer secret' },
        signal: new AbortController().signal,
        maxBytes,
      },
    );

  it('reads answers up to their bound', async () => {
    one.set('/a', { body: 'x'.repeat(1000) });
    expect((await get('/a')).body).toHaveLength(1000);
    one.set('/a', { body: 'x'.repeat(1001) });
    await expect(get('/a')).rejects.toThrow('more than 1000 bytes');
  });

  it('asks nobody who is not named, also where a registry points there', async () => {
    one.set('/a', { status: 307, headers: { location: `${other.url}/b` } });
    await expect(get('/a')).rejects.toThrow(RegistryUnreachable);
    await expect(get('/a', [])).rejects.toThrow('does not name');
    expect(other.asked).toEqual([]);
  });

  it('follows to named hosts, without what was meant for the first', async () => {
    one.set('/a', { status: 307, headers: { location: `${other.url}/b` } });
    other.set('/b', { body: 'here' });
    const { body } = await get('/a', [one.url, other.url]);
    expect(body.toString()).toBe('here');
    expect(one.asked).toEqual([{ path: '/a', authorization: 'Bearer secret' }]);
    expect(other.asked).toEqual([{ path: '/b' }]);
  });

  it('ends where redirects do not', async () => {
    one.set('/a', { status: 307, headers: { location: '/a' } });
    await expect(get('/a')).rejects.toThrow('without end');
    expect(one.asked).toHaveLength(4);
  });

  it('does not wait for ever, and says what went wrong without the address', async () => {
    const { port } = other;
    const silent = RegistryHttp.create({
      origins: [`http://127.0.0.1:${port}`],
      timeoutMs: 50,
    });
    other.set('/slow', { headers: { 'content-length': '10' }, body: 'half' });
    const signal = new AbortController().signal;
    const url = new URL(`http://127.0.0.1:${port}/slow?token=hidden`);
    const failing = silent.get(url, { signal, maxBytes: 100 });
    await expect(failing).rejects.toThrow(RegistryUnreachable);
    await expect(failing).rejects.not.toThrow('hidden');
  });

  it('ends when its caller does', async () => {
    const signal = AbortSignal.abort();
    const http = RegistryHttp.create({ origins: [one.url], timeoutMs: 1000 });
    await expect(
      http.get(new URL(one.url), { signal, maxBytes: 1 }),
    ).rejects.toThrow(RegistryUnreachable);
    expect(one.asked).toEqual([]);
  });
});
