import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryPlace, objectStorePlace, webhookPlace } from './places';

describe('places of checkpoints', () => {
  const file = { name: 'checkpoint-1.jws', text: 'a.b.c\n' };
  let server: Server;
  let base: string;
  let seen: { method?: string; url?: string; headers: object; body: string }[];
  let status: number;

  beforeEach(async () => {
    seen = [];
    status = 201;
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body });
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => server.close());

  it('a webhook gets the file, and no secret is in its name', async () => {
    const place = webhookPlace({
      ...{ url: `${base}/in?sig=secret`, send: fetch },
      headers: { authorization: 'Bearer secret' },
    });
    await place.put(file);
    expect(place.name).toBe(`webhook ${base}/in`);
    expect(seen).toEqual([
      expect.objectContaining({
        ...{ method: 'POST', url: '/in?sig=secret', body: file.text },
        headers: expect.objectContaining({
          authorization: 'Bearer secret',
          'x-sallyport-checkpoint': file.name,
        }),
      }),
    ]);
    status = 503;
    await expect(place.put(file)).rejects.toThrow('It answered with 503');
  });

  it('an object store gets an object that it must not replace', async () => {
    const place = objectStorePlace({
      ...{ url: `${base}/bucket/{name}?sig=x`, headers: {}, send: fetch },
    });
    await place.put(file);
    expect(place.name).toBe(`object store ${base}/bucket/{name}`);
    expect(seen[0]).toMatchObject({
      ...{ method: 'PUT', url: `/bucket/${file.name}?sig=x` },
      headers: { 'if-none-match': '*' },
    });
    status = 412;
    await place.put(file);
    status = 403;
    await expect(place.put(file)).rejects.toThrow('It answered with 403');
  });

  it('a directory keeps what it has', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-place-'));
    try {
      const place = directoryPlace(folder);
      await place.put(file);
      await place.put(file);
      expect(readdirSync(folder)).toEqual([file.name]);
      await expect(place.put({ ...file, text: 'x' })).rejects.toThrow(
        'is another one',
      );
      writeFileSync(join(folder, 'blocked'), '');
      await expect(
        directoryPlace(join(folder, 'blocked')).put(file),
      ).rejects.toThrow();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
