import {
  type CompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

const PART = /^[a-z0-9._-]{1,63}$/;
/** A server's name is a part of its endpoint's path; people may be named after their mail address. */
const NAMES = { api: PART, group: PART, user: /^[^\s:/]{1,200}$/ };

/** Reads an entity ref that somebody sent, normalised. */
export function readRef(
  ref: string,
  defaultKind: keyof typeof NAMES,
): CompoundEntityRef {
  const parsed = parse(ref.toLocaleLowerCase('en-US'), defaultKind);
  const isValid =
    parsed !== undefined &&
    PART.test(parsed.kind) &&
    PART.test(parsed.namespace) &&
    NAMES[defaultKind].test(parsed.name);
  if (!isValid) {
    throw new InputError(
      `This is no entity ref. Send one such as ${defaultKind}:default/name.`,
    );
  }
  return parsed;
}

/** The same as text. */
export function normalizeRef(
  ref: string,
  defaultKind: keyof typeof NAMES,
): string {
  return stringifyEntityRef(readRef(ref, defaultKind));
}

function parse(
  ref: string,
  defaultKind: string,
): CompoundEntityRef | undefined {
  try {
    const { kind, namespace, name } = parseEntityRef(ref, {
      defaultKind,
      defaultNamespace: 'default',
    });
    return { kind, namespace, name };
  } catch {
    return undefined;
  }
}
