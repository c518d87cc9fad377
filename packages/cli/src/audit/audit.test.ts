import { createHash, createHmac, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AUDIT_ALGORITHM,
  type AuditSigningKey,
  FIRST_PREV,
  formatLine,
  signCheckpoint,
  signGap,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { exportJWK, generateKeyPair } from 'jose';
import { createProgram } from '../createProgram';

const sha256 = (text: string) =>
  createHash('sha256').update(text, 'utf8').digest('hex');

describe('sallyport audit verify', () => {
  let folder: string;
  let key: AuditSigningKey;

  const at = (path: string) => join(folder, path);
  const put = (path: string, text: string | Buffer) =>
    writeFileSync(at(path), text);
  const get = (path: string) => readFileSync(at(path), 'utf8');
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-audit-'));
    mkdirSync(join(folder, 'export'));
    mkdirSync(join(folder, 'checkpoints'));
    const pair = await generateKeyPair(AUDIT_ALGORITHM);
    key = { kid: randomUUID(), privateKey: pair.privateKey };
    put(
      'keys.json',
      JSON.stringify({
        keys: [{ ...(await exportJWK(pair.publicKey)), kid: key.kid }],
      }),
    );
    const a = writeLog('gateway-a', 1000);
    const b = writeLog('gateway-b', 3);
    put(
      'checkpoints/1.jws',
      await signCheckpoint(
        {
          ...{ number: 1, prev: FIRST_PREV, at: new Date().toISOString() },
          heads: [
            { writer: 'gateway-a', seq: 1000, hash: a },
            { writer: 'gateway-b', seq: 3, hash: b },
          ],
        },
        key,
      ),
    );
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function writeLog(writer: string, count: number): string {
    let prev = FIRST_PREV;
    const lines = Array.from({ length: count }, (_, index) => {
      const { line, hash } = formatLine(
        { writer, seq: index + 1, prev },
        JSON.stringify({ tool: `tool-${index}`, note: 'é \ufffd' }),
        sha256,
      );
      prev = hash;
      return `${line}\n`;
    });
    put(`export/${writer}.ndjson`, lines.join(''));
    return prev;
  }
  async function run(...args: string[]) {
    const result = {
      out: '',
      error: '',
      code: undefined as number | undefined,
    };
    await createProgram({
      env: {},
      print: text => {
        result.out += text;
      },
      complain: text => {
        result.error += text;
      },
      setExitCode: code => {
        result.code = code;
      },
    }).parseAsync(['audit', 'verify', ...args], { from: 'user' });
    return result;
  }
  const verify = (...more: string[]) =>
    run(
      ...[at('export'), '--checkpoints', at('checkpoints')],
      ...['--keys', at('keys.json'), ...more],
    );

  it('is content with what was recorded', async () => {
    const { out, error, code } = await verify('--max-age', '1h');
    expect({ error, code }).toEqual({ error: '', code: 0 });
    expect(out).toContain('gateway-a: 1000 events, good up to 1000');
    expect(out).toContain('Good: 1003 events of 2 writers');
    expect((await run(at('export'))).out).toContain('Without checkpoints');
  });

  it('says whether arguments and results are what was recorded', async () => {
    const hexKey = 'ab'.repeat(32);
    const text = JSON.stringify({
      ...{ v: 1, callId: 'call-1', policy: 'redacted' },
      result: { text: '1', bytes: 1, isCut: false, masked: 0 },
    });
    const digest = createHmac('sha256', Buffer.from(hexKey, 'hex'))
      .update(text)
      .digest('hex');
    const event = {
      ...{ v: 1, audit_id: 'event-1', type: 'sallyport_call_body' },
      ...{ logged_at: '2026-11-29T10:00:00.000Z', outcome: 'success' },
      ...{ component: 'mcp-gateway', source: { type: 'local' } },
      subjects: { user: 'mcp-gateway' },
      target: { method: '', type: 'audit' },
      sallyport: {
        body: {
          ...{ callId: 'call-1', state: 'kept' },
          digest: `hmac-sha256:${digest}`,
        },
      },
    };
    const { line } = formatLine(
      { writer: 'gateway-c', seq: 1, prev: FIRST_PREV },
      JSON.stringify(event),
      sha256,
    );
    put('export/gateway-c.ndjson', `${line}\n`);
    const body = (changes: object) =>
      JSON.stringify({ callId: 'call-1', text, hexKey, ...changes });
    put('good.json', body({}));
    put('changed.json', body({ text: text.replace('"1"', '"2"') }));
    put('unknown.json', body({ callId: 'call-2' }));
    put('none.json', '{}');

    const good = await run(at('export'), '--body', at('good.json'));
    expect(good.code).toBe(0);
    expect(good.out).toContain('[ok] call call-1');
    const changed = await run(
      ...[at('export'), '--json', '--body'],
      ...[at('good.json'), at('changed.json')],
    );
    expect(changed.code).toBe(1);
    expect(JSON.parse(changed.out)).toMatchObject({
      isGood: true,
      bodies: [{ proof: 'matches' }, { proof: 'differs' }],
    });
    const unknown = await run(at('export'), '--body', at('unknown.json'));
    expect(unknown.code).toBe(1);
    const none = await run(at('export'), '--body', at('none.json'));
    expect(none.code).toBe(2);
    expect(none.error).toContain('none.json is nothing that the page');
  });

  it('names the first bad event of each writer, in words and as JSON', async () => {
    put(
      'export/gateway-a.ndjson',
      get('export/gateway-a.ndjson').replace('tool-499', 'tool-498'),
    );
    put(
      'export/gateway-b.ndjson',
      `${get('export/gateway-b.ndjson').split('\n').slice(0, 2).join('\n')}\n`,
    );
    const { out, code } = await verify();
    expect(code).toBe(1);
    expect(out).toContain(
      '[FAIL] altered gateway-a event 500, gateway-a.ndjson:500: ',
    );
    expect(out).toContain('[FAIL] truncated gateway-b event 3: ');
    expect(JSON.parse((await verify('--json')).out)).toMatchObject({
      isGood: false,
      findings: [
        { kind: 'altered', writer: 'gateway-a', seq: 500, line: 500 },
        { kind: 'truncated', writer: 'gateway-b', seq: 3, checkpoint: 1 },
      ],
    });
  });

  it('sees a byte that is no UTF-8 where the replacement for such bytes stood', async () => {
    const path = 'export/gateway-b.ndjson';
    const bytes = readFileSync(at(path));
    const place = bytes.indexOf('\ufffd');
    put(
      path,
      Buffer.concat([
        bytes.subarray(0, place),
        Buffer.from([0xff]),
        bytes.subarray(place + 3),
      ]),
    );
    expect((await verify()).out).toContain(
      '[FAIL] unreadable gateway-b event 1',
    );
  });

  it('sees a writer that is not there', async () => {
    rmSync(at('export/gateway-b.ndjson'));
    const { out, code } = await verify();
    expect(code).toBe(1);
    expect(out).toContain('[FAIL] writer-missing gateway-b event 1');
  });

  it('takes sealed gaps, of the right key only', async () => {
    const lines = get('export/gateway-b.ndjson').split('\n');
    put('export/gateway-b.ndjson', lines.slice(2).join('\n'));
    const gap = {
      ...{ writer: 'gateway-b', from: 1, to: 2, prev: FIRST_PREV },
      ...{ last: JSON.parse(lines[1]).hash, at: new Date().toISOString() },
      reason: 'retention',
    };
    put('checkpoints/gaps.jws', `${await signGap(gap, key)}\n`);
    expect((await verify()).out).toContain('2 deleted and sealed');
    const other = await generateKeyPair(AUDIT_ALGORITHM);
    put(
      'checkpoints/gaps.jws',
      `${await signGap(gap, { ...key, privateKey: other.privateKey })}\n`,
    );
    const { out, code } = await verify();
    expect(code).toBe(1);
    expect(out).toContain('[FAIL] bad-signature gaps.jws');
    expect(out).toContain('[FAIL] missing gateway-b event 1');
  });

  it('prints nothing that steers a terminal', async () => {
    put('export/z\u001b[2J.ndjson', 'x\u001b[2J\n');
    const { out, code } = await verify();
    expect(code).toBe(1);
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it.each([
    ['no such file', ['nowhere']],
    ['an empty folder', ['.'], 'no file *.ndjson'],
    [
      'checkpoints without keys',
      ['export', '--checkpoints', 'checkpoints'],
      'need the keys',
    ],
    [
      'keys that are none',
      ['export', '--checkpoints', 'checkpoints', '--keys', 'checkpoints/1.jws'],
      'no JWK set',
    ],
  ])(
    'says with exit code 2 that it could not: %s',
    async (_, args, text = 'There is no file') => {
      const { error, code, out } = await run(
        ...args.map(arg => (arg.startsWith('--') ? arg : at(arg))),
      );
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(error).toContain(text);
    },
  );
});
