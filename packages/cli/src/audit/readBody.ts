import {
  type ShownBody,
  shownBodySchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { CommandError } from '../CommandError';
import { readSmallFile } from './readSmallFile';

const MAX_BYTES = 2 * 1024 * 1024;

/** Arguments and result of a call, as the portal saves them. */
export async function readBody(path: string): Promise<ShownBody> {
  const text = await readSmallFile(path, {
    ...{ maxBytes: MAX_BYTES, of: 'what is kept of a call' },
  });
  try {
    return shownBodySchema.parse(JSON.parse(text));
  } catch {
    throw new CommandError(
      `${path} is nothing that the page of a call saves ("Save for sallyport audit verify").`,
    );
  }
}
