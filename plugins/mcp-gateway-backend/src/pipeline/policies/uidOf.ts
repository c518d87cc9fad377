import type { EntityUidJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

/** Reads either of the two forms that Cedar writes entities in. */
export function uidOf(uid: EntityUidJson): TypeAndId {
  return '__entity' in uid ? uid.__entity : uid;
}
