import { readSettings } from './readSettings';

const env = {
  SALLYPORT_IDENTITY_STATE: '/state',
  SALLYPORT_IDENTITY_PEOPLE: '/org.yaml',
  SALLYPORT_IDENTITY_CLIENT_SECRET: 'x'.repeat(32),
};

describe('readSettings', () => {
  it('has the example’s addresses', () => {
    expect(readSettings(env)).toMatchObject({
      port: 7009,
      issuer: 'http://localhost:7009',
    });
  });

  it('says what is missing', () => {
    expect(() => readSettings({})).toThrow(/SALLYPORT_IDENTITY_CLIENT_SECRET/);
  });

  it('refuses a short secret without showing it', () => {
    const secret = 'short-secret';
    const attempt = () =>
      readSettings({ ...env, SALLYPORT_IDENTITY_CLIENT_SECRET: secret });
    expect(attempt).toThrow(/SALLYPORT_IDENTITY_CLIENT_SECRET/);
    expect(attempt).not.toThrow(secret);
  });

  it('does not start in production by accident', () => {
    const production = { ...env, NODE_ENV: 'production' };
    expect(() => readSettings(production)).toThrow(/without a password/);
    expect(
      readSettings({
        ...production,
        SALLYPORT_IDENTITY_ALLOW_PRODUCTION: 'yes',
      }).port,
    ).toBe(7009);
  });
});
