// The scan that every stack of the tests is put to at its end (test/support/secrets): it finds what was planted, in each kind of output.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { scanResults } from '../../scripts/lib/test/scanResults.mjs';
import { failOnSecrets, scanFor } from '../support/secrets/scanFor.mjs';
import { watchEnv } from '../support/secrets/watchEnv.mjs';

const require = createRequire(import.meta.url);
const createKnex = require('knex');
const PDFDocument = require('pdfkit');

const VALUE = 'Zq3-a "planted" s3cret/with+all';
let home;
let secrets;
let outputs;

before(() => {
  home = mkdtempSync(join(tmpdir(), 'secrets-test-'));
});
after(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => {
  delete process.env.SALLYPORT_TEST_SECRETS;
  [secrets, outputs] = ['secrets', 'outputs'].map(name => {
    rmSync(join(home, name), { recursive: true, force: true });
    mkdirSync(join(home, name));
    return join(home, name);
  });
  writeFileSync(
    join(secrets, '1.ndjson'),
    `${JSON.stringify({ name: 'planted', value: VALUE })}\n{"name":"half`,
  );
});

const scan = (more = {}) =>
  scanFor({ secrets, folders: { outputs: { path: outputs } }, ...more });

async function writePdf(path, text) {
  const document = new PDFDocument();
  const chunks = [];
  document.on('data', chunk => chunks.push(chunk));
  document.text(text, { width: 90 });
  document.end();
  await once(document, 'end');
  writeFileSync(path, Buffer.concat(chunks));
}

async function writeDatabase(folder, rows) {
  mkdirSync(folder, { recursive: true });
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: join(folder, 'one.sqlite') },
    useNullAsDefault: true,
  });
  await knex.schema.createTable('things', table => {
    table.string('text');
    table.binary('bytes');
  });
  await knex('things').insert(rows);
  await knex.destroy();
}

for (const [kind, write] of [
  ['a log', text => writeFileSync(join(outputs, 'a.log'), `x ${text} y`)],
  [
    'a spool',
    text =>
      writeFileSync(
        join(outputs, '000001.ndjson'),
        JSON.stringify({ event: JSON.stringify({ text }) }),
      ),
  ],
  [
    'a table in CSV',
    text =>
      writeFileSync(
        join(outputs, 'a.csv'),
        `"a","${text.replaceAll('"', '""')}"`,
      ),
  ],
  [
    'metrics',
    text =>
      writeFileSync(
        join(outputs, 'metrics.txt'),
        `calls{who=${JSON.stringify(text)}} 1`,
      ),
  ],
  [
    'a packed file',
    text => writeFileSync(join(outputs, 'a.gz'), gzipSync(text)),
  ],
  ['a PDF, in broken lines', text => writePdf(join(outputs, 'a.pdf'), text)],
])
  test(`${kind}: what is planted is found, and what is not is not`, async () => {
    await write('nothing of that kind in here');
    const clean = await scan();
    assert.deepEqual(clean.found, []);
    assert.equal(clean.places, 1);
    await write(VALUE);
    const { found } = await scan();
    assert.equal(found.length, 1, JSON.stringify(found));
    assert.match(found[0], /^planted of process 1 in outputs /);
    assert.ok(!JSON.stringify(found).includes(VALUE));
  });

test('tables of a database: text, bytes, and what has only the shape of a secret', async () => {
  const folder = join(outputs, 'db');
  const databases = { database: folder };
  await writeDatabase(folder, [
    { text: VALUE },
    { bytes: Buffer.from(`..${VALUE}..`) },
    { text: `sallyport_rt_${'a1'.repeat(20)}` },
  ]);
  const { found } = await scanFor({ secrets, databases });
  assert.deepEqual(found, [
    'planted of process 1 in database one.sqlite things',
    'a refresh token in database one.sqlite things',
  ]);
  const allowed = ['^a refresh token in database .* things$'];
  assert.equal(
    (await scanFor({ secrets, databases, allowed })).found.length,
    1,
  );
});

test('a test run fails by what is found, and by a scan that cannot be done', async () => {
  const folders = { outputs: { path: outputs } };
  await failOnSecrets('Nobody collects', { folders });
  process.env.SALLYPORT_TEST_SECRETS = secrets;
  await failOnSecrets('It is clean', { folders });
  writeFileSync(join(outputs, 'a.log'), VALUE);
  await assert.rejects(failOnSecrets('It is not', { folders }), error => {
    assert.match(error.message, /planted of process 1 in outputs a\.log/);
    assert.ok(!error.message.includes(VALUE));
    return true;
  });
  await assert.rejects(
    failOnSecrets('It cannot', { databases: { none: '/nowhere' } }),
  );
});

test('the closing line of a run counts it', async () => {
  mkdirSync(join(outputs, 'logs'));
  const said = [];
  const run = () =>
    scanResults({ results: outputs, secrets, say: text => said.push(text) });
  writeFileSync(join(outputs, 'logs', 'unit.log'), 'fine');
  assert.equal((await run()).state, 'passed');
  writeFileSync(join(outputs, 'unit.json'), JSON.stringify({ a: [VALUE] }));
  const line = await run();
  assert.equal(line.state, 'failed');
  assert.equal(line.failed, 1);
  assert.match(said.join(), /in reports unit\.json/);
  rmSync(join(secrets, '1.ndjson'));
  assert.equal(await run(), undefined);
});

test('a process that is watched tells what it was shown and what it handed out, and its children are not', async () => {
  rmSync(join(secrets, '1.ndjson'));
  process.env.SALLYPORT_TEST_SECRETS = secrets;
  const program = join(home, 'server.cjs');
  writeFileSync(
    program,
    `const { createServer } = require('node:http');
    const { execFileSync } = require('node:child_process');
    const seen = execFileSync(process.execPath, ['-p', 'String(process.env.NODE_OPTIONS)']).toString().trim();
    createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        response.setHeader('set-cookie', 'session=s3t-by-the-answer-abcdef; Path=/');
        response.setHeader('location', '/back?code=c0de-of-the-sign-in-abc&x=1');
        response.end(JSON.stringify({ access_token: 'acc3ss-that-is-handed-out', seen }));
      });
    }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`,
  );
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      ...watchEnv(),
      OWN_CLIENT_SECRET: 'fr0m-the-environment-abc',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(child.stdout, 'data');
    const response = await fetch(`http://127.0.0.1:${Number(port)}/token`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        authorization: `Basic ${Buffer.from(
          'client:b4sic-password-of-it',
        ).toString('base64')}`,
        cookie: 'other=c00kie-of-the-request-x',
        'mcp-session-id': 'sess10n-of-the-request-x',
      },
      body: new URLSearchParams({ refresh_token: 'r3fresh-that-is-shown-x' }),
    });
    assert.equal((await response.json()).seen, 'undefined');
  } finally {
    child.kill();
    await once(child, 'exit');
  }
  assert.equal(readdirSync(secrets).length, 1);
  const shown = [
    ...['acc3ss-that-is-handed-out', 'r3fresh-that-is-shown-x'],
    ...['s3t-by-the-answer-abcdef', 'c0de-of-the-sign-in-abc'],
    ...['b4sic-password-of-it', 'c00kie-of-the-request-x'],
    ...['sess10n-of-the-request-x', 'fr0m-the-environment-abc'],
  ];
  for (const one of shown) {
    writeFileSync(join(outputs, 'a.log'), one);
    assert.equal((await scan()).found.length, 1, one);
  }
});
