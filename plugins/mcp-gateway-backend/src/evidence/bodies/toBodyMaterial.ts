import type { Call } from '../../pipeline/types';
import type { Answered } from '../../transport/AnswerRecord';
import { headOf } from '../../usage/counting/headOf';
import { isoTime } from '../isoTime';
import type { BodyMaterial } from './BodyMaterial';

/** Copies how a call and its answer begin. `undefined`: nothing of it is to be kept. */
export function toBodyMaterial(
  call: Call,
  answered: Pick<Answered, 'outcome' | 'bytes' | 'head'> | undefined,
): BodyMaterial | undefined {
  const { message, recording } = call;
  if (!message || !recording) return undefined;
  const response =
    answered?.head && answered.head.length > 0
      ? { head: headOf(answered.head), bytes: answered.bytes }
      : undefined;
  return {
    callId: call.id,
    at: isoTime(call.at),
    policy: recording,
    method: message.method,
    id: message.id,
    request: { head: headOf([message.bytes]), bytes: message.bytes.length },
    ...(response && { response }),
    secrets: secretsOf(call),
  };
}

/** What was injected, and what the caller is known by. */
function secretsOf({ credential, headers, session }: Call): string[] {
  const { authorization, cookie } = headers;
  const id = headers['mcp-session-id'];
  return [
    ...(credential?.secrets ?? []),
    ...(authorization ? [authorization.replace(/^\S+\s+/, '')] : []),
    ...(cookie ? [cookie] : []),
    ...(session && typeof id === 'string' ? [id] : []),
  ];
}
