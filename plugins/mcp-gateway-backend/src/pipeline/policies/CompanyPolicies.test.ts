import { mkdir, mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { CompanyPolicies } from './CompanyPolicies';

const PERMIT = '@id("a") permit(principal, action, resource);';

describe('CompanyPolicies', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policies-'));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) =>
    writeFile(join(folder, name), text);
  const create = (logger = mockServices.logger.mock()) =>
    CompanyPolicies.create({ settings: { folder, reloadMs: 1_000 }, logger });

  it('are none where a company has none', async () => {
    const logger = mockServices.logger.mock();
    const none = await CompanyPolicies.create({ settings: undefined, logger });
    expect(none.current()).toBeUndefined();
  });

  it('come from all folders below, in one set', async () => {
    await write('a.cedar', PERMIT);
    await mkdir(join(folder, 'team'));
    await write('team/b.cedar', 'forbid(principal, action, resource);');
    await write('README.md', 'not a policy');
    const policies = await create();
    expect(policies.current()?.coverage).toBe('permits');
  });

  it('stop the start when one has a mistake or the folder cannot be read', async () => {
    await write('a.cedar', PERMIT);
    await write('b.cedar', PERMIT);
    await expect(create()).rejects.toThrow(/b\.cedar:1: there is another/);
    await rm(folder, { recursive: true });
    await expect(create()).rejects.toThrow(/folder of policies cannot be read/);
  });

  it('stay in force when what comes next has a mistake, and complain once', async () => {
    await write('a.cedar', PERMIT);
    const logger = mockServices.logger.mock();
    const policies = await create(logger);
    const changed = jest.fn();
    policies.onChange(changed);
    const first = policies.current();
    await write('b.cedar', 'permit(');
    await policies.reload();
    await policies.reload();
    expect(policies.current()).toBe(first);
    expect(changed).not.toHaveBeenCalled();
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('NOT loaded'),
    );
    await rm(folder, { recursive: true });
    await policies.reload();
    expect(policies.current()).toBe(first);
    expect(logger.error).toHaveBeenCalledTimes(2);
  });

  it('are others when they change, and the same set when they do not', async () => {
    await write('a.cedar', PERMIT);
    const policies = await create();
    const changed = jest.fn();
    policies.onChange(changed);
    const first = policies.current();
    await policies.reload();
    expect(policies.current()).toBe(first);
    await write('a.cedar', PERMIT.replace('permit', 'forbid'));
    await policies.reload();
    expect(policies.current()?.version).not.toBe(first?.version);
    expect(policies.current()?.coverage).toBe('forbids');
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('say loudly when they leave it all to grants', async () => {
    const logger = mockServices.logger.mock();
    const policies = await create(logger);
    expect(policies.current()?.coverage).toBe('none');
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('grants decide alone'),
    );
  });
});
