import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A package as somebody publishes it. */
export interface Published {
  name: string;
  version: string;
  files: Record<string, string>;
  manifest?: object;
  at?: string;
}

/** A registry of npm that has what is published to it. */
export async function startNpmRegistry() {
  const published: Published[] = [];
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const path = decodeURIComponent(req.url ?? '');
    asked.push(path);
    const archive = published.find(one => path === archivePath(one));
    if (archive) {
      res.end(pack(archive));
      return;
    }
    const versions = published.filter(({ name }) => path === `/${name}`);
    if (versions.length === 0) {
      res.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(describePackage(versions, req.headers.host ?? '')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    port,
    asked,
    publish: (...all: Published[]) => published.push(...all),
    withdraw: () => published.splice(0),
    close: () => server.close(),
  };
}

function archivePath({ name, version }: Published): string {
  return `/${name}/-/${name.split('/').pop()}-${version}.tgz`;
}

function describePackage(versions: Published[], host: string) {
  const latest = versions[versions.length - 1];
  return {
    name: latest.name,
    'dist-tags': { latest: latest.version },
    time: Object.fromEntries(
      versions.map(({ version, at }) => [
        version,
        at ?? '2020-01-01T00:00:00.000Z',
      ]),
    ),
    versions: Object.fromEntries(
      versions.map(one => [
        one.version,
        {
          ...one.manifest,
          name: one.name,
          version: one.version,
          dist: {
            tarball: `http://${host}${archivePath(one)}`,
            integrity: `sha512-${createHash('sha512')
              .update(pack(one))
              .digest('base64')}`,
          },
        },
      ]),
    ),
  };
}

/** A tar archive (ustar) in gzip, the same bytes each time. */
function pack({ name, version, files, manifest }: Published): Buffer {
  const all = {
    'package.json': JSON.stringify({ ...manifest, name, version }),
    ...files,
  };
  const blocks = Object.entries(all).flatMap(([path, content]) => {
    const body = Buffer.from(content);
    const head = Buffer.alloc(512);
    head.write(`package/${path}`, 0);
    head.write('0000755\0', 100);
    head.write('0000000\0', 108);
    head.write('0000000\0', 116);
    head.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.write('        ', 148);
    head.write('0', 156);
    head.write('ustar\u000000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
