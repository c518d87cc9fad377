import type { TaskRegistry } from '../tasks/TaskRegistry';
import { proceed, type Stage } from './types';

/** Whose task a message is about, and which tool began it: following a task is decided as the call that began it. */
export function findTask(options: { tasks: TaskRegistry }): Stage {
  return async call => {
    const { action, message, principal, document } = call;
    if (action?.kind !== 'task') return proceed(call);
    const tool =
      message?.taskId !== undefined && principal && document
        ? await options.tasks.toolOf({
            taskId: message.taskId,
            serverId: document.serverId,
            userEntityRef: principal.userEntityRef,
          })
        : undefined;
    // Without a tool it is refused, alike for another's task and for none.
    return proceed(call, {
      action: { ...action, ...(tool !== undefined && { tool }) },
    });
  };
}
