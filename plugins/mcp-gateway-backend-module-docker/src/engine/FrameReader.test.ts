import fc from 'fast-check';
import { FrameReader, type FrameStream } from './FrameReader';

const NUMBERS: Record<FrameStream, number> = { stdin: 0, stdout: 1, stderr: 2 };

function frame(stream: FrameStream, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head[0] = NUMBERS[stream];
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

describe('FrameReader', () => {
  it('gives each output its bytes in order, however they are cut', () => {
    const frames = fc.array(
      fc.record({
        stream: fc.constantFrom<FrameStream>('stdout', 'stderr'),
        bytes: fc.uint8Array({ maxLength: 200 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(frames, fc.array(fc.nat(300)), (all, cuts) => {
        const wire = Buffer.concat(
          all.map(one => frame(one.stream, one.bytes)),
        );
        const reader = FrameReader.create();
        const got: Record<string, Buffer[]> = { stdout: [], stderr: [] };
        let at = 0;
        for (const cut of [...cuts, wire.length]) {
          for (const part of reader.push(wire.subarray(at, at + cut))) {
            // What comes is handed on, and not kept until a frame is whole.
            expect(part.bytes.length).toBeLessThanOrEqual(cut);
            got[part.stream].push(part.bytes);
          }
          at = Math.min(wire.length, at + cut);
        }
        for (const stream of ['stdout', 'stderr'] as const) {
          const wanted = all
            .filter(one => one.stream === stream)
            .map(({ bytes }) => bytes);
          expect(Buffer.concat(got[stream])).toEqual(Buffer.concat(wanted));
        }
        expect(reader.isInFrame).toBe(false);
      }),
    );
  });

  it('refuses what is no frame, and never waits for a length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 40 }), bytes => {
        const isHead =
          bytes[0] <= 2 && bytes.slice(1, 4).every(byte => byte === 0);
        fc.pre(!isHead);
        expect(() => FrameReader.create().push(Buffer.from(bytes))).toThrow(
          'form that is not known',
        );
      }),
    );
    const reader = FrameReader.create();
    const endless = Buffer.concat([
      Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
      Buffer.from('begun'),
    ]);
    expect(String(reader.push(endless)[0].bytes)).toBe('begun');
    expect(reader.isInFrame).toBe(true);
  });
});
