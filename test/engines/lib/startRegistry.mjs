// A registry of images with one image in it, for whoever knows its password.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const digestOf = bytes =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** @param archive of the image's file system. */
export async function startRegistry({ archive, name, user, password }) {
  const blobs = new Map();
  const manifests = new Map();
  const asked = [];
  const put = bytes => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { digest, size: bytes.length };
  };
  const unpacked = readFileSync(archive);
  const { stdout: packed } = spawnSync('gzip', ['-1', '-c', archive], {
    maxBuffer: 2 ** 30,
  });
  const layer = put(packed);
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString(
    'base64',
  )}`;
  const server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`);
    if (req.headers.authorization !== expected) {
      res
        .writeHead(401, { 'www-authenticate': 'Basic realm="test"' })
        .end('{"errors":[{"code":"UNAUTHORIZED","message":"who are you"}]}');
      return;
    }
    const [, kind, reference] =
      new RegExp(`^/v2/${name}/(manifests|blobs)/(.+)$`).exec(req.url) ?? [];
    const found = { manifests, blobs }[kind]?.get(reference);
    if (req.url === '/v2/') res.end('{}');
    else if (!found) res.writeHead(404).end('{"errors":[]}');
    else {
      res.writeHead(200, {
        'content-type':
          kind === 'manifests' ? MANIFEST : 'application/octet-stream',
        'content-length': found.length,
        'docker-content-digest': digestOf(found),
      });
      res.end(req.method === 'HEAD' ? undefined : found);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${server.address().port}`,
    asked,
    /** @returns the digest that the tag has from now on. */
    publish(tag, config) {
      const description = put(
        Buffer.from(
          JSON.stringify({
            architecture: { x64: 'amd64' }[process.arch] ?? process.arch,
            os: 'linux',
            config,
            rootfs: { type: 'layers', diff_ids: [digestOf(unpacked)] },
          }),
        ),
      );
      const manifest = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: MANIFEST,
          config: {
            mediaType: 'application/vnd.docker.container.image.v1+json',
            ...description,
          },
          layers: [
            {
              mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
              ...layer,
            },
          ],
        }),
      );
      const digest = digestOf(manifest);
      manifests.set(tag, manifest).set(digest, manifest);
      return digest;
    },
    close: () => server.close(),
  };
}
