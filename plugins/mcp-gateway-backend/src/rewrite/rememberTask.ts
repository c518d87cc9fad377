import type { TaskRegistry } from '../tasks/TaskRegistry';
import { isObject } from './isObject';
import type { Rewrite } from './Rewrite';

/** Notes the task that a call has become (top level since 2026-07-28, `task` before) before the client hears of it. */
export function rememberTask(options: {
  tasks: TaskRegistry;
  tool: string;
  serverId: string;
  userEntityRef: string;
}): Rewrite {
  const { tasks, ...owner } = options;
  return async message => {
    if (!isObject(message) || !isObject(message.result)) return message;
    const { task, taskId, resultType } = message.result;
    const id = isObject(task) ? task.taskId : resultType === 'task' && taskId;
    if (typeof id === 'string') await tasks.remember({ ...owner, taskId: id });
    return message;
  };
}
