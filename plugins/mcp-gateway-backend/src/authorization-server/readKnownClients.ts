import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { type KnownClient, knownClientSchema } from './knownClientSchema';

const MAX_BYTES = 64 * 1024;
const documentsSchema = z.array(knownClientSchema);

/** Reads clients' metadata documents: files with one or a list of them, or folders of such files. */
export function readKnownClients(paths: readonly string[]): KnownClient[] {
  const clients = paths.flatMap(filesOf).flatMap(readFile);
  const ids = clients.map(client => client.client_id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new InputError(`The client ${twice} is registered twice`);
  }
  return clients;
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => join(path, name));
}

function readFile(path: string): KnownClient[] {
  const text = readFileSync(path, 'utf8');
  if (text.length > MAX_BYTES) {
    throw new InputError(`${path} is too large for clients' metadata`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError(`${path} is not JSON`);
  }
  const read = documentsSchema.safeParse(Array.isArray(json) ? json : [json]);
  if (!read.success) {
    throw new InputError(
      `${path} is no client's metadata document: ${z.prettifyError(
        read.error,
      )}`,
    );
  }
  return read.data;
}
