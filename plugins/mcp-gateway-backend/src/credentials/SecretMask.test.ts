import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { maskSecrets } from './maskSecrets';
import { SecretMask } from './SecretMask';

const SECRET = 'abababac-secret';

describe('SecretMask', () => {
  it('masks the same, however the bytes are cut', async () => {
    const piece = fc.oneof(
      fc.constant(SECRET),
      fc.constant(SECRET.slice(0, 9)),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece),
        fc.array(fc.integer({ min: 1, max: 30 })),
        async (pieces, sizes) => {
          const text = Buffer.from(pieces.join(''));
          const chunks: Buffer[] = [];
          let at = 0;
          for (const size of sizes) {
            chunks.push(text.subarray(at, at + size));
            at += size;
          }
          chunks.push(text.subarray(at));
          const mask = SecretMask.create({ secrets: [SECRET] });
          const masked = await buffer(
            Readable.from(chunks.filter(({ length }) => length > 0)).pipe(mask),
          );
          expect(masked).toEqual(maskSecrets(text, [SECRET]));
          expect(masked.length).toBe(text.length);
          expect(masked.includes(SECRET)).toBe(false);
        },
      ),
    );
  });

  it('keeps nothing waiting that cannot be the beginning of a secret', () => {
    const mask = SecretMask.create({ secrets: [SECRET] });
    mask.write('data: {}\n\n');
    expect(mask.read()?.toString()).toBe('data: {}\n\n');
  });

  it('leaves the bytes that it was given as they are', () => {
    const given = Buffer.from(`x${SECRET}y`);
    expect(maskSecrets(given, [SECRET]).toString()).toBe(
      `x${'*'.repeat(SECRET.length)}y`,
    );
    expect(given.toString()).toContain(SECRET);
  });
});
