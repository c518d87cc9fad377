import fc from 'fast-check';
import { LineSplitter, type Line } from './LineSplitter';

const MAX = 64;

function split(bytes: Buffer, cuts: readonly number[]): Line[] {
  const splitter = new LineSplitter({ maxBytes: MAX });
  const places = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [0, ...places].flatMap((from, index) => [
    ...splitter.push(bytes.subarray(from, places[index] ?? bytes.length)),
  ]);
}

describe('LineSplitter', () => {
  it('gives the same lines however the bytes arrive', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary', maxLength: 90 }),
            fc.constant(''),
          ),
        ),
        fc.array(fc.nat()),
        (texts, cuts) => {
          const lines = texts.map(text => text.replaceAll('\n', ' '));
          const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
          const tooLong = { kind: 'too-long', edges: expect.any(String) };
          const expected = lines
            .filter(line => line.trim() !== '' || line.length > MAX)
            .map(line =>
              Buffer.byteLength(line) > MAX
                ? tooLong
                : { kind: 'text', text: line.trim() },
            );
          expect(split(bytes, cuts)).toEqual(expected);
        },
      ),
    );
  });

  it('says what is no text, and goes on with the next line', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from('{"a":1}\r\n'),
      Buffer.from([0xe2, 0x82, 0x0a]),
      Buffer.from('half a line'),
    ]);
    expect(split(bytes, [1, 4, 13])).toEqual([
      { kind: 'not-utf8' },
      { kind: 'text', text: '{"a":1}' },
      { kind: 'not-utf8' },
    ]);
  });

  it('of a line that is too long keeps both ends, where an answer says what it answers', () => {
    const line = `{"id":"head",${'x'.repeat(5000)}"id":"end"}\n`;
    const edges = expect.stringMatching(/^\{"id":"head".*"id":"end"\}$/);
    fc.assert(
      fc.property(fc.array(fc.nat()), cuts => {
        expect(split(Buffer.from(line), cuts)).toEqual([
          { kind: 'too-long', edges },
        ]);
      }),
    );
  });

  it('keeps nothing else of a line that is too long, however long', () => {
    const splitter = new LineSplitter({ maxBytes: MAX });
    const piece = Buffer.alloc(60_000, 0x61);
    for (let i = 0; i < 1000; i++) {
      expect([...splitter.push(piece)]).toEqual([]);
    }
    expect([...splitter.push(Buffer.from('\nnext\n'))]).toEqual([
      { kind: 'too-long', edges: expect.stringMatching(/^a{1024} a{1024}$/) },
      { kind: 'text', text: 'next' },
    ]);
  });
});
