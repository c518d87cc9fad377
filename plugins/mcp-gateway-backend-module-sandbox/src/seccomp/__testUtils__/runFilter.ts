import { encodeProgram } from '../encodeProgram';
import type { Instruction } from '../bpf';

/** A system call as the kernel shows it to a filter. */
export interface Call {
  arch: number;
  nr: number;
  args?: readonly bigint[];
}

/** Runs a filter as the kernel would, from its bytes, and refuses what the kernel's own check refuses. */
export function runFilter(program: readonly Instruction[], call: Call): number {
  const bytes = encodeProgram(program);
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.nr, 0);
  data.writeUInt32LE(call.arch, 4);
  (call.args ?? []).forEach((value, index) =>
    data.writeBigUInt64LE(BigInt.asUintN(64, value), 16 + index * 8),
  );
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const code = bytes.readUInt16LE(at * 8);
    const jt = bytes[at * 8 + 2];
    const jf = bytes[at * 8 + 3];
    const k = bytes.readUInt32LE(at * 8 + 4);
    switch (code) {
      case 0x20:
        if (k > 60 || k % 4) throw new Error(`Load of ${k}`);
        accumulator = data.readUInt32LE(k);
        break;
      case 0x54:
        accumulator = (accumulator & k) >>> 0;
        break;
      case 0x15:
        at += accumulator === k ? jt : jf;
        break;
      case 0x25:
        at += accumulator > k ? jt : jf;
        break;
      case 0x45:
        at += (accumulator & k) >>> 0 ? jt : jf;
        break;
      case 0x06:
        return k;
      default:
        throw new Error(`No such instruction: ${code}`);
    }
  }
  throw new Error('The program runs past its end');
}
