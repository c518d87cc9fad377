import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { isObject } from '../rewrite/isObject';
import type { Rewrite } from '../rewrite/Rewrite';
import type { DriftWatch } from './DriftWatch';

/** Takes out of an answer to `tools/list` what is not as it was approved, before anybody sees it. */
export function holdBack(options: {
  watch: Pick<DriftWatch, 'compare'>;
  document: () => AccessDocument | undefined;
}): Rewrite {
  return async message => {
    if (!isObject(message) || !isObject(message.result)) return message;
    const { tools } = message.result;
    if (!Array.isArray(tools)) return message;
    const kept = await options.watch.compare({
      document: options.document(),
      tools,
    });
    return kept === tools
      ? message
      : { ...message, result: { ...message.result, tools: kept } };
  };
}
