import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { VexSource } from './ContentsSettings';

const NAME = /^[a-z0-9][a-z0-9-]{0,59}$/;

/** Reads where advisories or statements are. */
export function readSources(
  contents: Config | undefined,
  key: 'osv' | 'vex',
): VexSource[] {
  const at = `mcpRegistry.contents.${key}`;
  const all = contents?.getOptionalConfigArray(key) ?? [];
  const names = new Set<string>();
  return all.map(one => {
    const name = one.getString('name');
    if (!NAME.test(name) || names.has(name)) {
      throw new InputError(
        `The configuration ${at} has a source “${name}”: names are of small letters, digits and hyphens, and each is another`,
      );
    }
    names.add(name);
    const directory = one.getOptionalString('directory');
    const address = one.getOptionalString('url');
    if ((directory === undefined) === (address === undefined)) {
      throw new InputError(
        `The configuration ${at} needs either a directory or a url for “${name}”`,
      );
    }
    const ageBy = one.getOptionalString('ageBy') ?? 'content';
    if (ageBy !== 'content' && ageBy !== 'file') {
      throw new InputError(
        `The configuration ${at} has ageBy “${ageBy}” for “${name}”, and must be content or file`,
      );
    }
    const token = one.getOptionalString('token');
    const servers = one.getOptionalStringArray('servers');
    return {
      ...{ name, ageBy },
      ...(directory !== undefined && { directory }),
      ...(address !== undefined && { url: readUrl(address, `${at}.url`) }),
      ...(token && { token }),
      ...(servers && {
        servers: servers.map(ref =>
          stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'api' })),
        ),
      }),
      alsoAsks: (one.getOptionalStringArray('alsoAsks') ?? []).map(
        text => readUrl(text, `${at}.alsoAsks`).origin,
      ),
    };
  });
}

/** The query may be what gives access: it is shown to nobody. */
function readUrl(text: string, at: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb || url.username || url.password) {
    throw new InputError(
      `The configuration ${at} must be an address (https://…) without name and password`,
    );
  }
  return url;
}
