import { mockServices } from '@backstage/backend-test-utils';
import { CheckCatalog } from './CheckCatalog';
import { builtInChecks } from './builtInChecks';
import { DEFAULT_CHECKS, readCheckSettings } from './readCheckSettings';
import { warnAboutChecks } from './warnAboutChecks';

const read = (checks?: object) =>
  readCheckSettings(
    mockServices.rootConfig({
      data: { mcpRegistry: checks ? { checks } : {} } as never,
    }),
  );

describe('readCheckSettings', () => {
  it('has sensible checks without any configuration, all of which are there', () => {
    expect(read()).toEqual(DEFAULT_CHECKS);
    const catalog = CheckCatalog.create();
    builtInChecks(DEFAULT_CHECKS).forEach(check => catalog.add(check));
    const logger = mockServices.logger.mock();
    warnAboutChecks(read(), { logger, catalog });
    expect(logger.warn).not.toHaveBeenCalled();
    warnAboutChecks(read({ required: { low: ['gone'] } }), { logger, catalog });
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('gone'));
  });

  it('keeps the default of what is left out', () => {
    const { required, companyDomains } = read({
      required: { high: ['tool-surface'], low: [] },
      companyDomains: ['corp.example'],
    });
    expect(required).toEqual({
      ...DEFAULT_CHECKS.required,
      high: ['tool-surface'],
      low: [],
    });
    expect(companyDomains).toEqual(['corp.example']);
  });

  it.each([
    [{ required: { hihg: ['reach'] } }, /hihg/],
    [{ repeatHours: 0 }, /repeatHours/],
    [{ timeoutSeconds: 601 }, /timeoutSeconds/],
    [{ concurrency: 0 }, /concurrency/],
    [{ certificateWarnDays: 0 }, /certificateWarnDays/],
  ])('refuses %j', (checks, message) => {
    expect(() => read(checks)).toThrow(message);
  });
});

describe('CheckCatalog', () => {
  it('takes no check twice, nor one whose name or version cannot be kept', () => {
    const catalog = CheckCatalog.create();
    const [reach] = builtInChecks({ companyDomains: [] });
    catalog.add(reach);
    expect(() => catalog.add(reach)).toThrow('two checks');
    const named = (more: object) => ({
      ...reach,
      manifest: { ...reach.manifest, ...more },
    });
    expect(() => catalog.add(named({ id: 'A b' }))).toThrow('no id');
    expect(() => catalog.add(named({ id: 'b', version: '' }))).toThrow(
      'version',
    );
  });
});
