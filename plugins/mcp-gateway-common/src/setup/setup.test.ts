import { isLoopbackUrl } from './isLoopbackUrl';
import { isWeakSecret } from './isWeakSecret';
import { SETUP_FINDINGS } from './setupFindings';
import { toSetupCheck } from './toSetupCheck';

describe('set-up findings', () => {
  it('say what to do, wherever something is to be done', () => {
    for (const [id, finding] of Object.entries(SETUP_FINDINGS)) {
      const needsFix = finding.status !== 'ok';
      expect({ id, hasFix: 'fix' in finding }).toEqual({
        id,
        hasFix: needsFix,
      });
    }
  });

  it('can be good for every check', () => {
    const checks = (ids: string[]) => [
      ...new Set(ids.map(id => id.split('.')[0])),
    ];
    const all = Object.entries(SETUP_FINDINGS);
    expect(
      checks(all.filter(([, { status }]) => status === 'ok').map(([id]) => id)),
    ).toEqual(checks(all.map(([id]) => id)));
  });

  it('name at most a hundred subjects', () => {
    const subjects = Array.from(
      { length: 150 },
      (_, index) => `api:x/${index}`,
    );
    const check = toSetupCheck('upstreams.open', { subjects });
    expect(check).toMatchObject({ status: 'warn', threat: 'D10' });
    expect(check.subjects).toHaveLength(100);
    expect(
      toSetupCheck('upstreams.closed', { subjects: [] }),
    ).not.toHaveProperty('subjects');
  });
});

describe('isLoopbackUrl', () => {
  it.each([
    ['http://localhost:7007', true],
    ['http://portal.localhost', true],
    ['http://127.0.0.1:1', true],
    ['http://[::1]:7007', true],
    ['https://portal.example.com', false],
    ['http://127.0.0.1.example.com', false],
    ['nonsense', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopbackUrl(url)).toBe(expected);
  });
});

describe('isWeakSecret', () => {
  it.each([
    ['kV2c9Zq1m0aYp7Rt4wXs8uBn3eLd6fGh', false],
    ['3f9a1c77e0b24d5586aa90ce12f4b8d7', false],
    ['short', true],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true],
    ['example-session-secret-for-the-demo', true],
    ['please-change-me-please-change-me', true],
  ])('%s: %s', (secret, expected) => {
    expect(isWeakSecret(secret)).toBe(expected);
  });
});
