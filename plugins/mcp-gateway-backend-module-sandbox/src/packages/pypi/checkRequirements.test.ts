import { checkRequirements, withOneFile } from './checkRequirements';

const WANTED = { identifier: 'My.Server', version: '1.2.0' };
const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const C = 'c'.repeat(64);
const LOCK = [
  '# made by uv',
  'my-server==1.2.0 \\',
  `    --hash=sha256:${A} \\`,
  `    --hash=sha256:${B}`,
  'helper==0.1 \\',
  `    --hash=sha256:${C}`,
  '',
].join('\n');

describe('checkRequirements', () => {
  it('pins the files of the release, and of everything it brings along, in whatever order', () => {
    const { archive, tree } = checkRequirements(LOCK, WANTED);
    // The registry's check of integrity reckons the same: `findPinnedFiles.test.ts` there.
    expect(archive).toBe('sha256-yAgoc2N3MiOpgHpuJHT9y9d0NuELR+bIfikt97KUK5Q=');
    expect(tree).toMatch(/^[\w-]{43}$/);
    const turned = [
      `Helper==0.1 --hash=sha256:${C}`,
      `my_server==1.2.0 --hash=sha256:${B} --hash=sha256:${A}`,
    ].join('\n');
    expect(checkRequirements(turned, WANTED)).toEqual({ archive, tree });
    const other = checkRequirements(LOCK.replace(C, 'd'.repeat(64)), WANTED);
    expect([other.archive, other.tree === tree]).toEqual([archive, false]);
  });

  it.each([
    ['an address', `x @ https://evil.test/x.whl --hash=sha256:${A}`, 'elsewh'],
    ['an option', '--index-url https://evil.test', 'elsewhere'],
    ['a folder', '-e ./here', 'elsewhere'],
    ['another file', '-r more.txt', 'elsewhere'],
    ['a range', `x>=1 --hash=sha256:${A}`, 'elsewhere'],
    ['a weaker hash', `x==1 --hash=md5:${A.slice(32)}`, 'elsewhere'],
    ['an option behind a hash', `x==1 --hash=sha256:${A} -i y`, 'elsewhere'],
    ['no hash', 'x==1', 'has no hash'],
    ['the wanted one twice', `my-server==1.3 --hash=sha256:${A}`, 'gave'],
  ])('S4: refuses %s', (_, line, words) => {
    expect(() => checkRequirements(`${LOCK}${line}\n`, WANTED)).toThrow(words);
  });

  it('refuses another version, and none', () => {
    const wanted = { ...WANTED, version: '1.3.0' };
    expect(() => checkRequirements(LOCK, wanted)).toThrow(
      'gave My.Server 1.2.0 instead of 1.3.0',
    );
    expect(() => checkRequirements('', WANTED)).toThrow('in no version');
  });

  it('leaves one file of one release', () => {
    const one = withOneFile(LOCK, WANTED, B);
    expect(one).toContain(`my-server==1.2.0 --hash=sha256:${B}\n`);
    expect(one).toContain(`helper==0.1 --hash=sha256:${C}`);
    expect(one).not.toContain(A);
    expect(() => withOneFile(LOCK, WANTED, C)).toThrow('no file');
  });
});
