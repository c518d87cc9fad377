import { expect } from '@playwright/test';
import { as, type Person } from './api';
import { stack } from './stack';

type TaskEvent = {
  type: 'log' | 'completion' | string;
  body: { message?: string; status?: string; output?: Record<string, unknown> };
};
const ENDED = ['completed', 'failed', 'cancelled', 'skipped'];

/** Runs a scaffolder template as a person: how it ended, its output, and what it logged. */
export async function runTemplate(
  person: Person,
  template: string,
  values: Record<string, unknown>,
): Promise<{ status: string; output: Record<string, unknown>; log: string }> {
  const { token } = await as(person);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  };
  const tasks = `${stack.portal}/api/scaffolder/v2/tasks`;
  const created = await fetch(tasks, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      templateRef: `template:default/${template}`,
      values,
    }),
  });
  expect(created.status, await created.clone().text()).toBe(201);
  const { id } = (await created.json()) as { id: string };

  let status = '';
  await expect
    .poll(
      async () => {
        const task = await fetch(`${tasks}/${id}`, { headers });
        status = ((await task.json()) as { status: string }).status;
        return ENDED.includes(status);
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  const events = (await (
    await fetch(`${tasks}/${id}/events`, { headers })
  ).json()) as TaskEvent[];
  return {
    status,
    output: events.find(({ type }) => type === 'completion')?.body.output ?? {},
    log: events.map(({ body }) => body.message ?? '').join('\n'),
  };
}
