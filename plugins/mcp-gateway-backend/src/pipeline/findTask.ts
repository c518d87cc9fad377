import type { CallAction } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { TaskRegistry } from '../tasks/TaskRegistry';
import { proceed, type Call, type Stage, type StageResult } from './types';

/** Whose task a message is about, and which tool began it: following a task is decided as the call that began it. */
export function findTask(options: { tasks: TaskRegistry }): Stage {
  return call =>
    call.action?.kind === 'task'
      ? find(call, call.action, options.tasks)
      : proceed(call);
}

async function find(
  call: Call,
  action: Extract<CallAction, { kind: 'task' }>,
  tasks: TaskRegistry,
): Promise<StageResult> {
  const { message, principal, document } = call;
  const tool =
    message?.taskId !== undefined && principal && document
      ? await tasks.toolOf({
          taskId: message.taskId,
          serverId: document.serverId,
          userEntityRef: principal.userEntityRef,
        })
      : undefined;
  // Without a tool it is refused, alike for another's task and for none.
  return proceed(call, {
    action: { ...action, ...(tool !== undefined && { tool }) },
  });
}
