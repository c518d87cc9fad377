import { readFile } from 'node:fs/promises';
import {
  type ShownBody,
  shownBodySchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CommandError } from '../CommandError';

const MAX_BYTES = 2 * 1024 * 1024;

/** Arguments and result of a call, as the portal saves them. */
export async function readBody(path: string): Promise<ShownBody> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new CommandError(`There is no file ${path}.`);
  }
  if (text.length > MAX_BYTES) {
    throw new CommandError(`${path} is too large for what is kept of a call.`);
  }
  try {
    return shownBodySchema.parse(JSON.parse(text));
  } catch {
    throw new CommandError(
      `${path} is nothing that the page of a call saves ("Save for sallyport audit verify").`,
    );
  }
}
