import { pipeline } from 'node:stream';
import type { UpstreamAnswer } from '../transport/Upstream';
import { WholeBody } from '../transport/WholeBody';
import { maskSecrets } from './maskSecrets';
import { SecretMask } from './SecretMask';

/** The same answer, as long as before, without the secrets. */
export function maskAnswer(
  answer: UpstreamAnswer,
  values: readonly string[],
): UpstreamAnswer {
  if (values.length === 0) return answer;
  // As they stand in JSON, too.
  const inJson = values.map(value => JSON.stringify(value).slice(1, -1));
  const secrets = [...new Set([...values, ...inJson])];
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? maskSecrets(value, secrets) : value,
    ]),
  );
  if (answer.body instanceof WholeBody) {
    const bytes = maskSecrets(answer.body.bytes, secrets);
    return { ...answer, headers, body: new WholeBody(bytes) };
  }
  const mask = SecretMask.create({ secrets });
  // Whoever reads the mask hears of errors of either.
  pipeline(answer.body, mask, () => {});
  return { ...answer, headers, body: mask };
}
