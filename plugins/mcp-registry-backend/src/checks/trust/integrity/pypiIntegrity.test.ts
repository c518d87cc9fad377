import {
  aFile,
  aPypiSubject,
  hashOf,
  pinOf,
  publishPypi,
  SIMPLE_PATH,
  SOURCE,
  WHEEL,
} from '../__testUtils__/aPypiRelease';
import { aConfig, clock } from '../__testUtils__/fixtures';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { createTrustChecks } from '../createTrustChecks';

const LINUX = 'acme_orders-1.2.0-cp312-cp312-manylinux_2_28_x86_64.whl';

describe('IntegrityCheck of a package of PyPI', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());
  beforeEach(() => registry.clear());

  const run = async (subject = aPypiSubject()) => {
    const check = createTrustChecks({
      ...{ config: aConfig(registry), clock },
    }).find(({ manifest }) => manifest.id === 'integrity')!;
    const { signal } = new AbortController();
    const result = await check.run(subject, { signal });
    return { ...result, rules: result.findings.map(({ rule }) => rule) };
  };

  it('passes the files that are pinned, and tells from which a server would be installed', async () => {
    publishPypi(registry);
    expect(await run()).toMatchObject({
      outcome: 'pass',
      rules: [],
      evidence: {
        pinnedBy: 'probe',
        runsFrom: [`${WHEEL} sha256:${hashOf(WHEEL)}`],
        files: [WHEEL, SOURCE].map(name => `${name} sha256:${hashOf(name)}`),
      },
    });
    expect(registry.paths()).toEqual([SIMPLE_PATH]);
    const files = [WHEEL, LINUX].map(name => aFile(name));
    publishPypi(registry, { files });
    const { evidence } = await run(aPypiSubject(pinOf(WHEEL, LINUX)));
    expect(evidence).toMatchObject({ runsFrom: { length: 2 } });
  });

  it('fails other bytes of one file, a file less, and one that claims to have been there', async () => {
    const other = { hashes: { sha256: 'f'.repeat(64) } };
    for (const files of [
      [aFile(WHEEL, other), aFile(SOURCE)],
      [aFile(WHEEL), aFile(SOURCE, other)],
      [aFile(WHEEL)],
      [aFile(WHEEL), aFile(SOURCE), aFile(LINUX)],
    ]) {
      publishPypi(registry, { files });
      expect(await run()).toMatchObject({
        outcome: 'fail',
        rules: ['other-bytes'],
      });
    }
  });

  it('mentions files that came later, which nothing installs', async () => {
    const late = aFile(LINUX, { 'upload-time': '2026-11-20T00:00:00Z' });
    publishPypi(registry, { files: [aFile(WHEEL), aFile(SOURCE), late] });
    expect(await run()).toMatchObject({
      outcome: 'pass',
      rules: ['files-came-later'],
      evidence: { runsFrom: { length: 1 } },
    });
  });

  it('takes the one file that the definition names', async () => {
    publishPypi(registry);
    const integrity = `sha256:${hashOf(WHEEL)}`;
    expect(await run(aPypiSubject(undefined, { integrity }))).toMatchObject({
      outcome: 'warn',
      rules: ['dependencies-not-pinned'],
      evidence: { pinnedBy: 'definition', runsFrom: { length: 1 } },
    });
    const source = `sha256:${hashOf(SOURCE)}`;
    const ofSource = await run(aPypiSubject(undefined, { integrity: source }));
    expect(ofSource.rules).toContain('no-wheel');
    expect(ofSource.outcome).toBe('fail');
    const gone = `sha256:${'0'.repeat(64)}`;
    expect(
      (await run(aPypiSubject(undefined, { integrity: gone }))).rules,
    ).toEqual(['other-bytes']);
  });

  it('fails what is not pinned or pinned by something weak, without asking', async () => {
    const subject = aPypiSubject();
    const { installed: _, ...snapshot } = subject.snapshot;
    expect((await run({ ...subject, snapshot })).rules).toEqual(['not-pinned']);
    for (const weak of ['md5:abc', `sha512-${'A'.repeat(86)}==`]) {
      expect((await run(aPypiSubject(weak))).rules).toEqual(['weak-pin']);
    }
    expect(registry.paths()).toEqual([]);
  });

  it('fails what is gone', async () => {
    expect((await run()).rules).toEqual(['not-there']);
    publishPypi(registry, { files: [] });
    expect((await run()).rules).toEqual(['not-there']);
  });

  it('is an error where the index does not say the sha256, and one to try again where it does not answer', async () => {
    for (const hashes of [{}, { md5: 'a' }, { sha256: 'short' }]) {
      publishPypi(registry, { files: [aFile(WHEEL, { hashes })] });
      expect(await run()).toMatchObject({
        outcome: 'error',
        summary: expect.stringContaining('does not say the sha256'),
      });
    }
    registry.set(SIMPLE_PATH, { status: 429 });
    expect(await run()).toMatchObject({ outcome: 'error', isTransient: true });
  });
});
