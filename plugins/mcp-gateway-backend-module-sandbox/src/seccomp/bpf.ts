/** One instruction of a classic BPF program: `struct sock_filter`. */
export interface Instruction {
  code: number;
  /** How many instructions to pass over where the test holds, and where it does not. */
  jt: number;
  jf: number;
  k: number;
}

const LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
const AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
const EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const GREATER = 0x25; // BPF_JMP | BPF_JGT | BPF_K
const ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K

const test =
  (code: number) =>
  (k: number, jumps: { jt?: number; jf?: number }): Instruction => ({
    code,
    jt: jumps.jt ?? 0,
    jf: jumps.jf ?? 0,
    k,
  });

/** The instructions that a filter needs. */
export const bpf = {
  load: (k: number): Instruction => ({ code: LOAD, jt: 0, jf: 0, k }),
  and: (k: number): Instruction => ({ code: AND, jt: 0, jf: 0, k }),
  equal: test(EQUAL),
  greater: test(GREATER),
  anyBit: test(ANY_BIT),
  ret: (k: number): Instruction => ({ code: RETURN, jt: 0, jf: 0, k }),
};
