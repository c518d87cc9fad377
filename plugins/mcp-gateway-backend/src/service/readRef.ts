import {
  type CompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/** Reads an entity ref that somebody sent, normalised. */
export function readRef(
  ref: string,
  defaultKind: 'api' | 'user',
): CompoundEntityRef {
  try {
    const { kind, namespace, name } = parseEntityRef(
      ref.toLocaleLowerCase('en-US'),
      { defaultKind, defaultNamespace: 'default' },
    );
    return { kind, namespace, name };
  } catch {
    throw new InputError(
      `This is no entity ref. Send one such as ${defaultKind}:default/name.`,
    );
  }
}

/** The same as text. */
export function normalizeRef(ref: string, defaultKind: 'api' | 'user'): string {
  return stringifyEntityRef(readRef(ref, defaultKind));
}
