import { pinMatches, readPin, writePin } from './PackagePin';

describe('PackagePin', () => {
  const pin = { archive: 'sha512-ab+/=', tree: 'Zm9v_-', at: 1795884561 };

  it('is one text, which readers of integrity understand', () => {
    expect(writePin(pin)).toBe('sha512-ab+/=?tree=Zm9v_-&at=1795884561');
    expect(readPin(writePin(pin))).toEqual(pin);
    expect(readPin('sha512-ab+/=')).toEqual({ archive: 'sha512-ab+/=' });
    expect(readPin('sha512-ab?other=1')).toEqual({ archive: 'sha512-ab' });
  });

  it('holds as much as it says', () => {
    const found = writePin(pin);
    expect(pinMatches(undefined, found)).toBe(true);
    expect(pinMatches('sha512-ab+/=', found)).toBe(true);
    expect(pinMatches(writePin({ ...pin, at: 1 }), found)).toBe(true);
    expect(pinMatches(writePin({ ...pin, tree: 'other' }), found)).toBe(false);
    expect(pinMatches('sha512-other', found)).toBe(false);
  });
});
