import type { WaitingCall } from './WaitingCall';

/** Hands the answers on to the server; what was not answered is asked again. */
export async function giveAnswers(
  { call, session }: WaitingCall,
  answers: Record<string, Record<string, unknown>>,
): Promise<void> {
  for (const [key, question] of [...call.questions]) {
    const result = answers[key];
    if (result === undefined) continue;
    call.questions.delete(key);
    await session.answer(question.id, { result });
  }
  if (call.questions.size > 0) await call.push({ kind: 'question' });
}
