// An image with Node and without any registry: what this machine has, in an archive that an engine imports.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Programs that the hostile program calls. */
const PROGRAMS = [
  '/usr/bin/perl',
  '/usr/bin/unshare',
  '/usr/bin/mount',
  '/usr/bin/prlimit',
  '/usr/bin/true',
];
const FOLDERS = [
  '/usr/lib/x86_64-linux-gnu/perl-base',
  '/usr/lib/aarch64-linux-gnu/perl-base',
];

function libraries(program) {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  return [...stdout.matchAll(/(\/\S+)\s+\(0x/g)].map(([, path]) => path);
}

/** Where Node's own image has npm. */
const NPM_FOLDER = '/usr/local/lib/node_modules/npm';
export const NPM_INSIDE = join(NPM_FOLDER, 'bin', 'npm-cli.js');

/** The folder of this machine's npm, by its program on the PATH. */
function findNpm() {
  const program = process.env.PATH.split(':')
    .map(folder => join(folder, 'npm'))
    .find(path => existsSync(path));
  if (!program) throw new Error('There is no npm on the PATH');
  return dirname(dirname(realpathSync(program)));
}

/**
 * A file system with Node and what it needs, packed.
 * @param {Record<string, string>} [files] what else is in it
 * @param {{npm?: boolean}} [options] whether npm is, as in Node's own image
 */
export function packRoot(files = {}, { npm = false } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-rootfs-'));
  const put = (from, to = from) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    cpSync(realpathSync(from), join(root, to));
  };
  try {
    for (const folder of [
      'bin',
      'etc',
      'tmp',
      'dev',
      'proc',
      'sys',
      'run',
      'usr/lib',
    ])
      mkdirSync(join(root, folder), { recursive: true });
    const programs = PROGRAMS.filter(path => existsSync(path));
    put(process.execPath, '/usr/local/bin/node');
    programs.forEach(path => put(path));
    for (const path of [process.execPath, ...programs].flatMap(libraries))
      put(path);
    for (const folder of FOLDERS.filter(path => existsSync(path)))
      cpSync(folder, join(root, folder), { recursive: true });
    if (npm) cpSync(findNpm(), join(root, NPM_FOLDER), { recursive: true });
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/false\n');
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    chmodSync(root, 0o755);
    chmodSync(join(root, 'tmp'), 0o1777);
    const archive = `${root}.tar`;
    spawnSync('tar', ['-C', root, '-cf', archive, '.']);
    return archive;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** @returns the id that the engine gives the image. */
export function importImage({ socketPath, archive, name, changes = [] }) {
  const query = new URLSearchParams({ fromSrc: '-', repo: name });
  changes.forEach(change => query.append('changes', change));
  const content = readFileSync(archive);
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        socketPath,
        method: 'POST',
        path: `/v1.41/images/create?${query}`,
        headers: {
          'content-type': 'application/x-tar',
          'content-length': content.length,
        },
      },
      async answer => {
        let text = '';
        for await (const chunk of answer) text += chunk;
        const id =
          /sha256:[0-9a-f]{64}/.exec(text)?.[0] ??
          /[0-9a-f]{64}/.exec(text)?.[0];
        if (answer.statusCode === 200 && id)
          resolve(id.startsWith('sha256:') ? id : `sha256:${id}`);
        else reject(new Error(`${name} could not be imported: ${text}`));
      },
    );
    asking.on('error', reject);
    asking.end(content);
  });
}
