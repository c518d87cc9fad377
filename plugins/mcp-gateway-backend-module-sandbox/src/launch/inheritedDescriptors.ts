import { readdirSync, readFileSync } from 'node:fs';

const CLOSE_ON_EXEC = 0o2000000;

let found: readonly number[] | undefined;

/**
 * Descriptors of this process that every program it starts would inherit, beyond the first three. Node opens none of that
 * kind, and closes low ones: the others came from whoever started the gateway, and are looked for once.
 */
export function inheritedDescriptors(): readonly number[] {
  found ??= readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter(descriptor => descriptor > 2 && isInheritable(descriptor));
  return found;
}

function isInheritable(descriptor: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    const flags = /^flags:\s+([0-7]+)/m.exec(info)?.[1] ?? '0';
    return (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // It was the descriptor of this very look.
    return false;
  }
}
