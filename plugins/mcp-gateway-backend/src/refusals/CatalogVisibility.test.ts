import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { exampleCompany } from '../__testUtils__/exampleCompany';
import { CatalogVisibility } from './CatalogVisibility';

const ALLOW = '{"result":"ALLOW"}';
const ORDERS = { tokenId: 'one', serverRef: 'api:default/orders' };

function visibility(
  options: {
    kept?: string;
    read?: () => Promise<string | undefined>;
    catalog?: ReturnType<typeof catalogServiceMock.mock>;
  } = {},
) {
  return CatalogVisibility.create({
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
    catalog:
      options.catalog ?? catalogServiceMock({ entities: exampleCompany }),
    reads: { catalogReadOf: options.read ?? (async () => options.kept) },
    timeoutMs: 50,
  });
}

describe('CatalogVisibility', () => {
  it.each([
    ['what there is', 'api:default/orders', true],
    ['what there is not', 'api:default/ghost', false],
    ['what is no server', 'user:default/alice', false],
  ])('who may read everything knows %s: %s', async (_, serverRef, expected) => {
    const asked = visibility({ kept: ALLOW });
    expect(await asked.mayKnow({ ...ORDERS, serverRef })).toBe(expected);
  });

  it.each([
    ['the policy says no', '{"result":"DENY"}'],
    ['the token is from before', undefined],
    ['what was kept is no JSON', 'ALLOW'],
    ['what was kept is no decision', '{"result":"MAYBE"}'],
    [
      'conditions are of another plugin',
      '{"result":"CONDITIONAL","pluginId":"other","resourceType":"catalog-entity","conditions":{}}',
    ],
    [
      'the catalog that applies conditions does not answer',
      '{"result":"CONDITIONAL","pluginId":"catalog","resourceType":"catalog-entity","conditions":{}}',
    ],
  ])('nothing is known where %s', async (_, kept) => {
    expect(await visibility({ kept }).mayKnow(ORDERS)).toBe(false);
  });

  it('nothing is known without a token', async () => {
    const asked = visibility({ kept: ALLOW });
    expect(await asked.mayKnow({ ...ORDERS, tokenId: undefined })).toBe(false);
  });

  it('nothing is known when the answer does not come in time', async () => {
    const asked = visibility({ read: () => new Promise(() => {}) });
    expect(await asked.mayKnow(ORDERS)).toBe(false);
  });

  it('asks the catalog once for the same question, but again after a failure', async () => {
    const catalog = catalogServiceMock.mock();
    catalog.getEntityByRef.mockRejectedValueOnce(new Error('down'));
    catalog.getEntityByRef.mockResolvedValue(
      exampleCompany.find(({ metadata }) => metadata.name === 'orders'),
    );
    const asked = visibility({ kept: ALLOW, catalog });
    expect(await asked.mayKnow(ORDERS)).toBe(false);
    const again = await Promise.all(
      Array.from({ length: 20 }, () => asked.mayKnow(ORDERS)),
    );
    expect(again).not.toContain(false);
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(2);
  });

  it('asks about so many things at a time, and no more', async () => {
    const read = jest.fn(() => new Promise<undefined>(() => {}));
    const asked = visibility({ read });
    await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        asked.mayKnow({ ...ORDERS, serverRef: `api:default/s${at}` }),
      ),
    );
    expect(read.mock.calls.length).toBeLessThan(200);
  });
});
