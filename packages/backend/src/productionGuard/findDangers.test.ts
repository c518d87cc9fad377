import { ConfigReader } from '@backstage/config';
import { findDangers } from './findDangers';

const oidc = (metadataUrl: string, environment = 'production') => ({
  app: { baseUrl: 'https://portal.example.com' },
  backend: { baseUrl: 'https://portal.example.com' },
  permission: { enabled: true },
  auth: {
    environment,
    providers: { oidc: { [environment]: { metadataUrl } } },
  },
});
const demo = 'http://localhost:7009/.well-known/openid-configuration';
const company = 'https://sso.example.com/.well-known/openid-configuration';
const find = (data: object, nodeEnv?: string) =>
  findDangers({ config: new ConfigReader(data as never), nodeEnv });

describe('findDangers', () => {
  it('leaves a laptop alone', () => {
    expect(find(oidc(demo, 'development'), 'development')).toEqual({
      refuse: [],
      warn: [],
    });
  });

  it('has nothing to say about a production set-up with a real provider', () => {
    expect(find(oidc(company), 'production')).toEqual({ refuse: [], warn: [] });
  });

  it.each([
    demo,
    'http://127.0.0.1:7009/.well-known/openid-configuration',
    'http://[::1]:7009/.well-known/openid-configuration',
  ])('refuses %s in production', url => {
    expect(find(oidc(url)).refuse).toEqual([
      expect.stringContaining('demo identity provider'),
    ]);
  });

  it('takes NODE_ENV as production too', () => {
    expect(find(oidc(demo, 'development'), 'production').refuse).toHaveLength(
      1,
    );
  });

  it('refuses guests in production', () => {
    const config = oidc(company);
    expect(
      find({
        ...config,
        auth: {
          ...config.auth,
          providers: { ...config.auth.providers, guest: {} },
        },
      }).refuse,
    ).toEqual([expect.stringContaining('guest')]);
  });

  it('warns about permissions that are off and about plain HTTP', () => {
    expect(
      find({
        ...oidc(company),
        permission: { enabled: false },
        app: { baseUrl: 'http://portal.example.com' },
      }).warn,
    ).toEqual([
      expect.stringContaining('permission.enabled'),
      expect.stringContaining('app.baseUrl'),
    ]);
  });
});
