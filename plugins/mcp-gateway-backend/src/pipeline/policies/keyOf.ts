import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

/** An entity's name as one string. */
export function keyOf({ type, id }: TypeAndId): string {
  return `${type}::${id}`;
}
