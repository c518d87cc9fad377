const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a run of characters without spaces looks as if chance had made it: a key of whatever service. Rather too often than not. Pure. */
export function looksRandom(run: string): boolean {
  if (UUID.test(run)) return false;
  const isHex = /^[0-9a-f]{32,}$/i.test(run);
  if (isHex) return !/^(.)\1*$/.test(run);
  const digits = run.replace(/[^0-9]/g, '').length;
  const hasCases = /[a-z]/.test(run) && /[A-Z]/.test(run);
  // Keys in capitals or small letters alone are longer.
  const isLong = run.length >= 32 && digits >= 4 && /[a-z]/i.test(run);
  if (!(hasCases && digits >= 2) && !isLong) return false;
  // Paths and addresses are made of words.
  return entropyOf(run) >= (run.includes('/') ? 4.1 : 3.6);
}

/** Bits a character, by how often each stands there. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
