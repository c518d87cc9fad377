import {
  type BodyPart,
  type CallBody,
  redactJson,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { maskSecrets } from '../../credentials/maskSecrets';
import { isObject } from '../../rewrite/isObject';
import { answerTextOf } from './answerTextOf';
import type { BodyMaterial, Sent } from './BodyMaterial';
import { parseLoosely } from './parseLoosely';

const WITH_ARGUMENTS = new Set(['tools/call', 'prompts/get']);

/** Arguments and result of a call as they are kept. What was injected into the call, and what its caller is known by, never are. Pure. */
export function toCallBody(material: BodyMaterial): CallBody {
  const { callId, policy, request, response } = material;
  const result = response && partOf(material, response, resultOf);
  return {
    v: 1,
    callId,
    policy,
    arguments: partOf(material, request, argumentsOf),
    ...(result && { result }),
  };
}

/** The text of a message, and what of it is redacted. */
interface Found {
  text: string;
  value: unknown;
}
type Find = (text: string, material: BodyMaterial) => Found | undefined;

function partOf(
  material: BodyMaterial,
  { head, bytes }: Sent,
  find: Find,
): BodyPart | undefined {
  if (bytes === 0) return undefined;
  const { policy, secrets } = material;
  const raw = withoutSecrets(Buffer.from(head).toString('utf8'), secrets);
  const isCut = bytes > head.length;
  const found = find(raw, material);
  if (policy === 'full') {
    return { text: found?.text ?? raw, bytes, isCut, masked: 0 };
  }
  // What cannot be read cannot be redacted.
  if (!found) return { text: '', bytes, isCut: true, masked: 0 };
  const redacted = redactJson(found.value);
  return {
    text: JSON.stringify(redacted.value) ?? '',
    bytes,
    isCut: isCut || redacted.isCut,
    masked: redacted.masked,
  };
}

function argumentsOf(
  text: string,
  { method }: BodyMaterial,
): Found | undefined {
  const message = parseLoosely(text);
  if (!isObject(message)) return undefined;
  const params = isObject(message.params) ? message.params : {};
  if (WITH_ARGUMENTS.has(method)) {
    return { text, value: params.arguments ?? {} };
  }
  const { _meta, ...rest } = params;
  return { text, value: rest };
}

function resultOf(text: string, { id }: BodyMaterial): Found | undefined {
  const answer = answerTextOf(text, id);
  const message = answer === undefined ? undefined : parseLoosely(answer);
  if (answer === undefined || !isObject(message)) return undefined;
  const { error, result } = message;
  return {
    text: answer,
    value: error === undefined ? result ?? null : { error },
  };
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const inJson = secrets.map(secret => JSON.stringify(secret).slice(1, -1));
  return maskSecrets(text, [...new Set([...secrets, ...inJson])]);
}
