import { once } from 'node:events';
import { DriverFixture } from '../__testUtils__/DriverFixture';
import { Simulator } from '../__testUtils__/Simulator';
import type { TestCluster } from '../__testUtils__/TestCluster';

jest.setTimeout(120_000);

const ECHO = `
process.stdin.on('data', data => process.stdout.write('echo ' + data));
process.stdin.on('end', () => process.exit(0));`;

describe('KubernetesDriver', () => {
  let cluster: TestCluster;
  let fixture: DriverFixture;
  let driver: ReturnType<DriverFixture['driver']>;

  beforeAll(async () => {
    cluster = await Simulator.start();
    fixture = DriverFixture.create(cluster);
    driver = fixture.driver();
  });
  afterAll(async () => {
    await fixture?.close();
    await cluster?.close();
  });

  it('says what it can do', async () => {
    expect(await driver.status()).toMatchObject({ ready: true });
  });

  it('speaks with a server, measures it and stops it', async () => {
    const server = await fixture.start(driver, fixture.spec(ECHO));
    server.stdin.write('hello');
    const [answer] = await once(server.stdout, 'data');
    expect(String(answer)).toBe('echo hello');
    await server.stop();
    expect(await server.exited).toEqual({
      code: 0,
      signal: null,
      killedFor: 'stopped',
    });
  });
});
