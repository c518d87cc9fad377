import type { Instruction } from './bpf';

/** `BPF_MAXINSNS`: the kernel takes no longer program. */
const MOST = 4096;

/** A program as `bwrap --seccomp` reads it: eight bytes for each instruction, in the byte order of x86-64 and arm64. */
export function encodeProgram(program: readonly Instruction[]): Buffer {
  if (program.length > MOST) {
    throw new RangeError(`A filter of ${program.length} instructions`);
  }
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, jt, jf, k }, index) => {
    const at = index * 8;
    bytes.writeUInt16LE(code, at);
    bytes.writeUInt8(jt, at + 2);
    bytes.writeUInt8(jf, at + 3);
    bytes.writeUInt32LE(k, at + 4);
  });
  return bytes;
}
