import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { FakeEngine } from '../__testUtils__/FakeEngine';
import { attach } from './attach';
import { EngineClient } from './EngineClient';

const frame = (stream: number, content: string | Buffer) => {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(content), 4);
  return Buffer.concat([head, Buffer.from(content)]);
};

describe('EngineClient', () => {
  let engine: FakeEngine;
  let client: EngineClient;
  const ask = (path: string) =>
    client.json({ method: 'GET', path }, z.object({ ok: z.boolean() }));

  beforeEach(async () => {
    engine = await FakeEngine.start();
    client = EngineClient.create(engine);
  });
  afterEach(() => engine.close());

  it.each([
    [{ ApiVersion: '1.41' }, '/v1.41/x'],
    [{ ApiVersion: '1.53', MinAPIVersion: '1.44' }, '/v1.47/x'],
  ])('speaks the newest version that both know: %j', async (version, path) => {
    engine.version(version).on('GET /x', { ok: true });
    expect(await ask('/x')).toEqual({ ok: true });
    expect(engine.asked.map(({ line }) => line)).toEqual([
      'GET /version',
      `GET ${path}`,
    ]);
  });

  it.each([
    [{ ApiVersion: '1.30' }, 'speaks versions'],
    [{ ApiVersion: '1.60', MinAPIVersion: '1.50' }, 'speaks versions'],
    [{ ApiVersion: 'none' }, 'no container engine'],
  ])('does not speak with an engine of %j', async (version, words) => {
    engine.version(version);
    await expect(ask('/x')).rejects.toThrow(words);
  });

  it('says in one line what the engine refuses, and what makes no sense', async () => {
    engine
      .on('GET /no', (_, res) =>
        res.writeHead(409).end('{"message":"in\\n use"}'),
      )
      .on('GET /odd', { ok: 'perhaps' })
      .on('GET /endless', (_, res) => {
        const more = (error?: Error | null) =>
          error ?? res.write(Buffer.alloc(1024 * 1024), more);
        more();
      });
    await expect(ask('/no')).rejects.toMatchObject({
      message: 'The container engine refuses: in use',
      status: 409,
    });
    await expect(ask('/odd')).rejects.toThrow('makes no sense (ok');
    await expect(ask('/endless')).rejects.toThrow('too much');
  });

  it('finds an engine that comes back, whatever version that is', async () => {
    engine.on('GET /x', { ok: true });
    await ask('/x');
    const gone = engine;
    gone.close();
    await expect(ask('/x')).rejects.toThrow('cannot be reached');
    engine = await FakeEngine.start();
    client = EngineClient.create(engine);
    engine.version({ ApiVersion: '1.44' }).on('GET /x', { ok: true });
    expect(await ask('/x')).toEqual({ ok: true });
  });

  describe('attach', () => {
    it('asks without a body, one stream on each connection, and passes the end of input on', async () => {
      const inputs: Promise<string>[] = [];
      engine.onUpgrade((socket, { url }) => {
        if (url?.includes('stdin')) inputs.push(text(socket));
        else {
          socket.write(frame(url?.includes('stdout') ? 1 : 2, `of ${url}`));
          // What is not of this output is passed over.
          socket.end(frame(0, 'strange'));
        }
      });
      const attached = await attach({ client, id: 'abc' });
      attached.input.end('{"id":1}\n');
      expect(await text(attached.output)).toBe(
        'of /v1.41/containers/abc/attach?stream=1&stdout=1',
      );
      expect(await text(attached.log)).toContain('stderr=1');
      await attached.closed;
      expect(await Promise.all(inputs)).toEqual(['{"id":1}\n']);
      for (const { headers } of engine.asked.slice(1)) {
        expect(headers).toMatchObject({
          upgrade: 'tcp',
          'content-length': '0',
        });
      }
    });

    it('lets a container wait for whoever does not read', async () => {
      let taken = 0;
      engine.onUpgrade((socket, { url }) => {
        if (!url?.includes('stdout')) return;
        const more = (error?: Error | null) => {
          if (error) return;
          taken++;
          socket.write(frame(1, Buffer.alloc(64 * 1024)), more);
        };
        socket.on('error', () => {});
        more();
      });
      const { close } = await attach({ client, id: 'abc' });
      await new Promise(resolve => setTimeout(resolve, 300));
      const before = taken;
      await new Promise(resolve => setTimeout(resolve, 300));
      expect(taken).toBe(before);
      expect(taken).toBeLessThan(100);
      close();
    });

    it('reads what an engine would throw away, and gives up where it is too much', async () => {
      engine.onUpgrade((socket, { url }) => {
        socket.on('error', () => {});
        if (!url?.includes('stdout')) return;
        const more = (error?: Error | null) =>
          error ?? socket.write(frame(1, Buffer.alloc(64 * 1024)), more);
        more();
      });
      const attached = await attach({ client, id: 'abc', mostUnread: 2 ** 20 });
      await attached.detached;
      expect(attached.output.readableLength).toBeGreaterThan(2 ** 20);
      expect(attached.output.readableLength).toBeLessThan(2 ** 22);
      attached.close();
    });

    it('is detached when its input alone has no connection any more, and not when that was ended', async () => {
      const inputs: Duplex[] = [];
      engine.onUpgrade((socket, { url }) => {
        socket.on('error', () => {}).on('end', () => socket.end());
        socket.resume();
        if (url?.includes('stdin')) inputs.push(socket);
      });
      const [lost, ended] = [
        await attach({ client, id: 'abc' }),
        await attach({ client, id: 'def' }),
      ];
      inputs[0].destroy();
      await lost.detached;
      const gone = new Promise(resolve => inputs[1].once('close', resolve));
      ended.input.end();
      await gone;
      const late = new Promise(resolve => setTimeout(resolve, 100, 'attached'));
      const isOver = ended.detached.then(() => 'detached');
      expect(await Promise.race([isOver, late])).toBe('attached');
      [lost, ended].forEach(({ close }) => close());
    });

    it('ends an output that is none', async () => {
      engine.onUpgrade(socket => socket.write('HTTP is not this'));
      const attached = await attach({ client, id: 'abc' });
      expect(await text(attached.output)).toBe('');
      attached.close();
    });

    it('says why there is nothing to attach to', async () => {
      await expect(attach({ client, id: 'gone' })).rejects.toMatchObject({
        status: 404,
      });
    });
  });
});
