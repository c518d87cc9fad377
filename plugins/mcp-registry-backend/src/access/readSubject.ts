import {
  type CompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { belongsTo, type Caller } from '../service/Caller';
import { registryError } from '../service/registryError';

/** For whom a caller may ask for access: themselves, a group of theirs, or an agent that they sponsor. */
export async function readSubject(options: {
  caller: Caller;
  subject: string | undefined;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
}): Promise<string> {
  const { caller, subject, catalog } = options;
  if (subject === undefined) return caller.userEntityRef;
  const asked = parse(subject);
  const ref = asked && stringifyEntityRef(asked);
  if (ref !== undefined && belongsTo(caller, ref)) return ref;
  const entity =
    asked?.kind.toLocaleLowerCase('en-US') === 'component'
      ? await catalog.getEntityByRef(asked, { credentials: caller.credentials })
      : undefined;
  const { type, sponsor } = entity?.spec ?? {};
  const person =
    typeof sponsor === 'string' ? parse(sponsor, 'user') : undefined;
  const isSponsor =
    person !== undefined && stringifyEntityRef(person) === caller.userEntityRef;
  // The one who answers for it asks for it, and so does not decide: not whoever owns its entity.
  if (ref === undefined || type !== 'ai-agent' || !isSponsor) {
    throw registryError('request.subject-not-yours');
  }
  return ref;
}

function parse(
  text: string,
  defaultKind = 'group',
): CompoundEntityRef | undefined {
  try {
    return parseEntityRef(text, { defaultKind, defaultNamespace: 'default' });
  } catch {
    return undefined;
  }
}
