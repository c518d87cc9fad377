import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  auditEventSchema,
  parseLine,
  readAuditLines,
  verifyAudit,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect } from '../__testUtils__/mcpRequests';
import { SmallDisk } from '../__testUtils__/SmallDisk';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';
import { sha256 } from '../evidence/spool/SpoolWriter';

jest.setTimeout(60_000);

/** Two mebibytes of them are the notes of a gateway. */
const DISK_BYTES = 8 * 1024 * 1024;
const isPossible = SmallDisk.isPossible();
if (!isPossible) {
  process.stdout.write(
    'NOT TESTED: a disk that is really full. Neither `unshare --mount` nor `bwrap --tmpfs` may mount here: apt-get install bubblewrap, or run as root.\n',
  );
}
// Where there can be no such disk the test is shown as skipped, and fails in CI.
const describeDisk = isPossible || process.env.CI ? describe : describe.skip;

describeDisk('A1: the audit log on a disk that is really full', () => {
  let disk: SmallDisk | undefined;
  let upstream: Upstream | undefined;
  let gateway: TestGateway | undefined;

  afterEach(async () => {
    await gateway?.stop();
    await upstream?.stop();
    await disk?.unmount();
  });

  it('refuses what changes things, goes on with what reads, loses nothing that was answered, and recovers by itself', async () => {
    disk = await SmallDisk.mount(DISK_BYTES);
    const server = (upstream = await startUpstream());
    const here = (gateway = await startGateway({
      spools: disk.path,
      // Who may see the set-up page.
      config: { mcpRegistry: { approverGroups: ['user:default/bob'] } },
      prepare: registry =>
        registry.put({
          ...activeServer('orders', server.url),
          grants: [grantTo('user:default/alice')],
        }),
    }));
    const finding = async () => {
      const { body } = await here.as('bob').get('/setup-checks');
      const checks: { threat: string; finding: string }[] = body.items;
      return checks.find(({ threat }) => threat === 'A1')?.finding;
    };
    const alice = await here.token('alice', 'orders');
    const { client } = await connect(here.endpoint('orders'), alice);
    let echoed = 0;
    const echo = async () => {
      await client.callTool({ name: 'echo', arguments: { n: echoed } });
      echoed += 1;
    };
    const wipe = () => client.callTool({ name: 'wipe', arguments: {} });

    await echo();
    expect(await finding()).toBe('gateway-audit.written');
    expect(await disk.fill()).toBeGreaterThan(DISK_BYTES / 2);
    // The page that the file ends in has room for some more.
    for (let n = 0; n < 20; n += 1) {
      await echo();
      if ((await finding()) === 'gateway-audit.unwritable') break;
    }
    expect(await finding()).toBe('gateway-audit.unwritable');
    const [installation] = await readdir(disk.path).then(names =>
      names.filter(name => name !== 'ballast'),
    );
    const [writer] = await readdir(join(disk.path, installation));
    const file = join(disk.path, installation, writer, '000001.ndjson');
    const full = (await stat(file)).size;
    for (let n = 0; n < 5; n += 1) await echo();
    await expect(wipe()).rejects.toThrow(/record/);
    expect(server.called.filter(name => name === 'wipe')).toEqual([]);
    expect(server.called).toHaveLength(echoed);
    // They wait: nothing of them got in.
    expect((await stat(file)).size).toBe(full);

    await disk.free();
    await waitUntil(async () => (await finding()) === 'gateway-audit.written');
    await wipe();
    expect(server.called.at(-1)).toBe('wipe');
    await client.close();

    const bytes = await readFile(file);
    const report = await verifyAudit(
      readAuditLines(
        (async function* chunks() {
          yield bytes;
        })(),
        'spool',
      ),
      { signed: [], sha256 },
    );
    expect(report).toMatchObject({ isGood: true });
    const told = bytes
      .toString()
      .split('\n')
      .slice(0, -1)
      .map(line =>
        auditEventSchema.parse(JSON.parse(parseLine(line)?.event ?? '')),
      )
      .flatMap(({ target, outcome }) =>
        target.name ? [`${target.name} ${outcome}`] : [],
      );
    expect(told).toEqual([
      ...Array.from({ length: echoed }, () => 'echo success'),
      ...['wipe denied', 'wipe pending', 'wipe success'],
    ]);
    // And in the database, each call once.
    await waitUntil(async () => {
      const calls = (await here.calls(1)).filter(({ tool }) => tool);
      return calls.length === echoed + 2;
    });
  });
});
