/** @jest-environment node */
import { canonicalDigest } from './canonicalDigest';

describe('canonicalDigest', () => {
  it('is the SHA-256 of the canonical JSON', async () => {
    // printf '{"a":1,"b":[true,null]}' | sha256sum
    expect(await canonicalDigest({ b: [true, null], a: 1 })).toBe(
      'sha256:1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668',
    );
  });

  it('says what is wrong with text that has no canonical form', async () => {
    await expect(
      canonicalDigest({ description: 'broken \ud800' }),
    ).rejects.toThrow(/cannot be hashed.*Remove broken characters/s);
  });

  it('refuses what is not JSON', async () => {
    await expect(canonicalDigest(undefined)).rejects.toThrow(
      'there is nothing to hash',
    );
    await expect(canonicalDigest({ n: Number.NaN })).rejects.toThrow(
      'cannot be hashed',
    );
  });
});
