import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipArchive } from './zipArchive';

/** A release as somebody publishes it. */
export interface Release {
  name: string;
  version: string;
  /** Modules. */
  files: Record<string, string>;
  /** `console_scripts`: a name, and what it calls. */
  scripts?: Record<string, string>;
  requires?: string[];
  /** A source archive instead of a wheel: to be installed, something of it would have to run. */
  isSource?: boolean;
  at?: string;
  /** Other bytes than its hash says. */
  isForged?: boolean;
}

/** An index of Python packages (PEP 691) that has what is published to it. */
export async function startPythonIndex() {
  const published: Release[] = [];
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const path = decodeURIComponent(req.url ?? '');
    asked.push(path);
    const file = published.find(one => path === `/files/${fileName(one)}`);
    if (file) {
      res.end(file.isForged ? pack({ ...file, files: {} }) : pack(file));
      return;
    }
    const releases = published.filter(one => path === `/simple/${one.name}/`);
    if (releases.length === 0) {
      res.writeHead(404).end();
      return;
    }
    res.writeHead(200, {
      'content-type': 'application/vnd.pypi.simple.v1+json',
    });
    res.end(
      JSON.stringify({
        meta: { 'api-version': '1.1' },
        name: releases[0].name,
        versions: releases.map(({ version }) => version),
        files: releases.map(one => ({
          filename: fileName(one),
          url: `http://${req.headers.host}/files/${fileName(one)}`,
          hashes: { sha256: sha256(pack(one)) },
          size: pack(one).length,
          'upload-time': one.at ?? '2020-01-01T00:00:00.000Z',
        })),
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/simple`,
    asked,
    publish: (...all: Release[]) => published.push(...all),
    withdraw: () => published.splice(0),
    hashOf: (release: Release) => sha256(pack(release)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function fileName({ name, version, isSource }: Release): string {
  const stem = `${name.replaceAll('-', '_')}-${version}`;
  return isSource ? `${stem}.zip` : `${stem}-py3-none-any.whl`;
}

function pack({ name, version, files, scripts, requires, isSource }: Release) {
  const stem = `${name.replaceAll('-', '_')}-${version}`;
  if (isSource) {
    return zipArchive({
      [`${stem}/setup.py`]: 'open("SCRIPT_RAN", "w").close()',
    });
  }
  const info = `${stem}.dist-info`;
  const all: Record<string, string> = {
    ...files,
    [`${info}/METADATA`]: [
      'Metadata-Version: 2.1',
      `Name: ${name}`,
      `Version: ${version}`,
      ...(requires ?? []).map(one => `Requires-Dist: ${one}`),
      '',
    ].join('\n'),
    [`${info}/WHEEL`]:
      'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ...(scripts && {
      [`${info}/entry_points.txt`]: [
        '[console_scripts]',
        ...Object.entries(scripts).map(([key, entry]) => `${key} = ${entry}`),
        '',
      ].join('\n'),
    }),
  };
  const record = [
    ...Object.entries(all).map(
      ([path, content]) =>
        `${path},sha256=${createHash('sha256')
          .update(content)
          .digest('base64url')},${Buffer.byteLength(content)}`,
    ),
    `${info}/RECORD,,`,
    '',
  ].join('\n');
  return zipArchive({ ...all, [`${info}/RECORD`]: record });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
