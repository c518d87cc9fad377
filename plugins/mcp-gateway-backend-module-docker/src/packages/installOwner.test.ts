import { installOwner, isInstallAlive } from './installOwner';

describe('installOwner', () => {
  const until = Date.parse('2026-01-01T12:00:00.000Z');

  it('S6: is alive until its time, whoever asks', () => {
    const owner = installOwner(until);
    expect(isInstallAlive(owner, until - 1)).toBe(true);
    expect(isInstallAlive(owner, until)).toBe(false);
  });

  it('knows nothing of replicas, and nothing of a time that is none', () => {
    expect(isInstallAlive('5c0e3c2e-0000-4000-8000-000000000000')).toBe(
      undefined,
    );
    expect(isInstallAlive('installs until some day')).toBe(false);
  });
});
