import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { KeySet, provenanceV1, REPOSITORY } from './__testUtils__/KeySet';
import { verifyBundle } from './verifyBundle';

const HEX = createHash('sha512').update('the archive').digest('hex');
const keySet = new KeySet();
const trustRoot = keySet.trustRoot();
const good = keySet.sign({ statement: provenanceV1(HEX) });
const check = (bundle: unknown) =>
  verifyBundle({
    bundle,
    artifact: { algorithm: 'sha512', hex: HEX },
    trustRoot,
    expected: { sourceRepository: REPOSITORY },
  });

type Leaf = { path: (string | number)[]; value: string };

function leaves(node: unknown, path: Leaf['path'] = []): Leaf[] {
  if (typeof node === 'string') return [{ path, value: node }];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    leaves(value, [...path, key]),
  );
}

function withLeaf({ path }: Leaf, value: unknown): unknown {
  const copy = structuredClone(good) as unknown as Record<string, unknown>;
  const [last, ...before] = [...path].reverse();
  const at = before
    .reverse()
    .reduce((node, key) => node[key] as Record<string, unknown>, copy);
  at[last] = value;
  return copy;
}

/** The same text with one bit of what it stands for turned. */
function turned(value: string, at: number): string {
  const bytes = Buffer.from(value, 'base64');
  const isBase64 = bytes.length > 0 && bytes.toString('base64') === value;
  const content = isBase64 ? bytes : Buffer.from(value);
  const index = Math.floor(at * content.length);
  content[index] ^= 1;
  return isBase64 ? content.toString('base64') : content.toString('latin1');
}

describe('every change of a good bundle', () => {
  const all = leaves(good);

  it('is refused, but of what nothing depends on', () => {
    expect(check(good).verified).toBe(true);
    const believed = all
      .filter(leaf => check(withLeaf(leaf, turned(leaf.value, 0.5))).verified)
      .map(({ path }) => path.join('.'));
    expect(believed).toEqual([
      // Said by the checkpoint, which is signed.
      'verificationMaterial.tlogEntries.0.inclusionProof.treeSize',
      'verificationMaterial.tlogEntries.0.inclusionProof.rootHash',
      // A hint.
      'dsseEnvelope.signatures.0.keyid',
    ]);
  });

  it('is refused, or changes nothing of what is believed', () => {
    // The frame around the signed part of a certificate is not signed.
    const before = check(good);
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (leaf, at) => {
          const verdict = check(withLeaf(leaf, turned(leaf.value, at)));
          refused += verdict.verified ? 0 : 1;
          expect(verdict.verified ? verdict : before).toEqual(before);
        },
      ),
      { numRuns: 200 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('ends in a verdict, whatever stands there', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.jsonValue({ maxDepth: 3 }),
        (leaf, value) => {
          fc.pre(value !== leaf.value);
          expect(typeof check(withLeaf(leaf, value)).verified).toBe('boolean');
        },
      ),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), value => {
        expect(check(value).verified).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
