import { isObject } from '../../rewrite/isObject';
import { META } from '../META';

const PER_REQUEST: readonly string[] = [
  META.protocolVersion,
  META.clientInfo,
  META.clientCapabilities,
  META.logLevel,
];

/** Parameters of the stateless era as the session era knows them; progress is told under the id of the gateway's own request. */
export function toLegacyParams(
  params: Readonly<Record<string, unknown>> = {},
  progressToken: string | number,
): Record<string, unknown> | undefined {
  const { _meta, requestState, inputResponses, ...others } = params;
  const kept = Object.entries(isObject(_meta) ? _meta : {}).filter(
    ([name]) => !PER_REQUEST.includes(name),
  );
  const meta = Object.fromEntries(kept);
  if (meta.progressToken !== undefined) meta.progressToken = progressToken;
  const all = {
    ...others,
    ...(kept.length > 0 && { _meta: meta }),
  };
  return Object.keys(all).length > 0 ? all : undefined;
}
