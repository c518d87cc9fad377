import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AUDIT_ALGORITHM,
  type AuditHead,
  FIRST_PREV,
  formatLine,
  signCheckpoint,
  TAR_END,
  tarEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { exportJWK, generateKeyPair } from 'jose';
import { createProgram } from '../createProgram';

const TOKEN = 'a-token-of-an-auditor';
const at = '2026-11-29T08:00:00.000Z';
const sha256 = (text: string) =>
  createHash('sha256').update(text, 'utf8').digest('hex');

/** An archive of events 3 and 4 of a writer, between the first checkpoint and the second one. */
async function makeArchive() {
  const pair = await generateKeyPair(AUDIT_ALGORITHM);
  const kid = randomUUID();
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(pair.publicKey)), kid }],
  });
  const heads: AuditHead[] = [];
  const lines = [1, 2, 3, 4].map(seq => {
    const place = { writer: 'w', seq, prev: heads.at(-1)?.hash ?? FIRST_PREV };
    const { line, hash } = formatLine(place, `{"n":${seq}}`, sha256);
    heads.push({ writer: 'w', seq, hash });
    return `${line}\n`;
  });
  const key = { kid, privateKey: pair.privateKey };
  const first = await signCheckpoint(
    { number: 1, prev: FIRST_PREV, at, heads: [heads[1]] },
    key,
  );
  const second = await signCheckpoint(
    { number: 2, prev: sha256(first), at, heads: [heads[3]] },
    key,
  );
  const extent = {
    ...{ format: 'sallyport-audit-export-1', at },
    begin: { checkpoint: 1, at },
    end: { checkpoint: 2, at },
  };
  const files: [string, string][] = [
    ['export.json', JSON.stringify(extent)],
    ['events/1.ndjson', lines[2]],
    ['events/2.ndjson', lines[3]],
    ['checkpoints/1.jws', `${first}\n`],
    ['checkpoints/2.jws', `${second}\n`],
    ['keys.json', keys],
  ];
  const pack = (packed: typeof files) =>
    Buffer.concat([
      ...packed.map(([name, text]) =>
        tarEntry(name, Buffer.from(text), new Date(at)),
      ),
      TAR_END,
    ]);
  const { format } = extent;
  const unsigned = pack([
    ['export.json', JSON.stringify({ format, at })],
    ['events/1.ndjson', lines.join('')],
    ['keys.json', keys],
  ]);
  return { archive: pack(files), unsigned, keys };
}

describe('sallyport audit export', () => {
  let folder: string;
  let made: Awaited<ReturnType<typeof makeArchive>>;
  let answer: (response: ServerResponse, url: string) => void;
  let url: string;
  let stop: () => void;

  const path = (name: string) => join(folder, name);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-export-'));
    made = await makeArchive();
    answer = response => response.end(made.archive);
    const server = createServer((request, response) => {
      if (request.headers.authorization === `Bearer ${TOKEN}`) {
        answer(response, request.url!);
      } else {
        response.writeHead(403).end();
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stop = () => server.close();
  });

  afterEach(() => {
    stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(args: string[], token: string | undefined = TOKEN) {
    const result = {
      out: '',
      error: '',
      code: undefined as number | undefined,
    };
    await createProgram({
      env: { SALLYPORT_TOKEN: token },
      print: text => {
        result.out += text;
      },
      complain: text => {
        result.error += text;
      },
      setExitCode: code => {
        result.code = code;
      },
    }).parseAsync(['audit', ...args], { from: 'user' });
    return result;
  }

  it('saves an archive, and says what it covers and by whose word', async () => {
    const asked: string[] = [];
    answer = (response, what) => {
      asked.push(what);
      response.end(made.archive);
    };
    const { out, error, code } = await run([
      ...['export', url, path('log.tar'), '--writer', 'w'],
      ...['--from', at, '--from-seq', '3'],
    ]);
    expect({ error, code }).toEqual({ error: '', code: 0 });
    expect(asked).toEqual([
      '/api/mcp-gateway/audit/export?from=2026-11-29T08%3A00%3A00.000Z&writer=w&fromSeq=3',
    ]);
    expect(out).toContain('w: 2 events, good up to 4');
    expect(out).toContain(
      `begins right behind checkpoint 1 of ${at}. What was recorded before that is not covered`,
    );
    expect(out).toContain('ends with checkpoint 2');
    expect(out).toContain('they prove nothing about the portal');
    expect(readFileSync(path('log.tar'))).toEqual(made.archive);
    expect(readdirSync(folder)).toEqual(['log.tar']);

    writeFileSync(path('keys.json'), made.keys);
    const again = await run([
      ...['verify', path('log.tar'), '--keys', path('keys.json'), '--json'],
    ]);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({
      ...{ isGood: true, hasOwnKeys: false },
      extent: { begin: { checkpoint: 1, at }, end: { checkpoint: 2, at } },
    });
  });

  it('names what was changed in the archive', async () => {
    const changed = Buffer.from(made.archive);
    changed[changed.indexOf('{"n":4}') + 5] += 1;
    writeFileSync(path('log.tar'), changed);
    const { out, code } = await run(['verify', path('log.tar')]);
    expect(code).toBe(1);
    expect(out).toContain(
      '[FAIL] altered w event 4, log.tar/events/2.ndjson:1',
    );
  });

  it('counts keys of others for nothing', async () => {
    writeFileSync(path('log.tar'), made.archive);
    writeFileSync(path('keys.json'), (await makeArchive()).keys);
    const { out, code } = await run([
      ...['verify', path('log.tar'), '--keys', path('keys.json')],
    ]);
    expect(code).toBe(1);
    expect(out).toContain('[FAIL] bad-signature log.tar/checkpoints/1.jws');
  });

  it('says that there are no such keys, also where nothing is signed', async () => {
    writeFileSync(path('log.tar'), made.unsigned);
    expect((await run(['verify', path('log.tar')])).out).toContain('Good');
    const { error, code } = await run([
      ...['verify', path('log.tar'), '--keys', path('none.json')],
    ]);
    expect(error).toContain('There is no file');
    expect(code).not.toBe(0);
  });

  it('leaves nothing behind of what was cut off', async () => {
    answer = response => {
      response.writeHead(200, { 'content-length': made.archive.length });
      response.write(made.archive.subarray(0, 700), () => response.destroy());
    };
    const { error, code } = await run(['export', url, path('log.tar')]);
    expect(code).toBe(2);
    expect(error).toContain('cut off');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['no token', ['export', 'URL', 'log.tar'], '', 'Put a token'],
    ['another token', ['export', 'URL', 'log.tar'], 'x', 'mcp.audit.read'],
    ['another ending', ['export', 'URL', 'log.zip'], TOKEN, 'end in .tar'],
    ['a file that is there', ['export', 'URL', 'a.tar'], TOKEN, 'is there'],
    ['no archive', ['verify', 'a.tar'], TOKEN, 'no export of the log'],
    ['two archives', ['verify', 'a.tar', 'a.tar'], TOKEN, 'alone'],
    ['only its begin', ['verify', 'cut.tar'], TOKEN, 'before its end'],
    ['another archive', ['verify', 'other.tar'], TOKEN, 'no export.json'],
  ])('says with exit code 2 that it could not: %s', async (...given) => {
    const [, args, token, text] = given;
    writeFileSync(path('a.tar'), 'x'.repeat(600));
    writeFileSync(path('cut.tar'), made.archive.subarray(0, 1600));
    writeFileSync(path('other.tar'), TAR_END);
    const { error, code } = await run(
      args.map(arg =>
        arg.includes('.') ? path(arg) : arg.replace('URL', url),
      ),
      token,
    );
    expect(error).toContain(text);
    expect(code).toBe(2);
  });

  it('says what the portal says', async () => {
    answer = response => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ error: { message: 'narrower\u001b times' } }),
      );
    };
    const { error, code } = await run(['export', url, path('log.tar')]);
    expect(code).toBe(2);
    expect(error).toContain('answered with 400: narrower');
    expect(error).not.toContain('\u001b');
  });
});
