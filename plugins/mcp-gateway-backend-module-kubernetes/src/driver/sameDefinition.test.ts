import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRuntime } from '../manifests/compileRuntime';
import { DriverFixture } from '../__testUtils__/DriverFixture';
import { exampleSettings } from '../__testUtils__/exampleSettings';
import { openTestCluster } from '../__testUtils__/openTestCluster';
import type { TestCluster } from '../__testUtils__/TestCluster';

jest.setTimeout(300_000);

const PLACE = join(__dirname, '../../../../test/support/sameDefinition');
const { definition, secrets, seen } = JSON.parse(
  readFileSync(join(PLACE, 'definition.json'), 'utf8'),
);
const LOOK = readFileSync(join(PLACE, 'look.mjs'), 'utf8');

/**
 * The definition that `sandbox` and `docker` run in test/engines/alike.test.mjs, as a server that is an image. A simulator
 * plays pods by plain processes: what is compared there are manifests and the life cycle, and no confinement.
 */
describe('the same definition', () => {
  let cluster: TestCluster;
  let fixture: DriverFixture;
  const spec = () => {
    const { args } = definition;
    const own = fixture.spec(LOOK);
    return {
      ...own,
      ...definition,
      // What follows is the program's own, and not Node's.
      args: [...own.args, '--', ...args],
      secrets,
    } as ReturnType<DriverFixture['spec']>;
  };

  beforeAll(async () => {
    cluster = await openTestCluster();
    fixture = DriverFixture.create(cluster);
  });
  afterAll(async () => {
    await fixture?.close();
    await cluster?.close();
    process.stderr.write(
      cluster?.kind === 'cluster'
        ? 'The same definition on kubernetes: run on a real cluster\n'
        : 'The same definition on kubernetes: manifests and life cycle alone, on the simulator (a real cluster: NOT RUN)\n',
    );
  });

  it('is a manifest that gives what the other drivers give', () => {
    const settings = exampleSettings();
    const { pod } = compileRuntime({
      ...{ settings, zone: settings.zones[0], spec: spec() },
      proxy: { host: '10.96.0.20', port: 3128 },
    });
    const [server] = pod.spec!.containers;
    const env = new Map(server.env!.map(one => [one.name, one]));
    const { API_KEY, ...plain } = seen.env;
    for (const [name, value] of Object.entries(plain)) {
      expect(env.get(name)?.value).toBe(value);
    }
    // A value of a secret is in no manifest.
    expect(API_KEY).toBe(secrets.API_KEY);
    expect(env.get('API_KEY')?.valueFrom?.secretKeyRef).toBeDefined();
    expect(JSON.stringify(pod)).not.toContain('sesame');
    expect(server.args!.slice(-2)).toEqual(seen.args);
    expect(server.resources!.limits).toMatchObject({
      memory: '201326592',
      cpu: '500m',
    });
    expect(server.volumeMounts!.map(({ mountPath }) => mountPath)).toEqual(
      expect.arrayContaining(['/tmp', '/mnt/notes', '/run/secrets']),
    );
    expect(pod.spec!.hostAliases!.flatMap(one => one.hostnames)).toEqual(
      seen.knows,
    );
  });

  it('starts, says the same of itself as under the other drivers, ends and leaves nothing', async () => {
    const driver = fixture.driver();
    expect(await fixture.ask(driver, spec())).toEqual(seen);
    expect(await fixture.pods()).toEqual([]);
  });
});
