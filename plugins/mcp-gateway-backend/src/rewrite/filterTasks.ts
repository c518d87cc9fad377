import type { TaskRegistry } from '../tasks/TaskRegistry';
import { isObject } from './isObject';
import type { Rewrite } from './Rewrite';

/** Takes out of the answer to `tasks/list` what others began, and what was begun by tools that are refused now. */
export function filterTasks(options: {
  tasks: TaskRegistry;
  serverId: string;
  userEntityRef: string;
  isAllowed: (tool: string) => boolean;
}): Rewrite {
  const { tasks, isAllowed, ...owner } = options;
  return async message => {
    if (!isObject(message) || !isObject(message.result)) return message;
    const listed = message.result.tasks;
    if (!Array.isArray(listed)) return message;
    const idOf = (task: unknown) =>
      isObject(task) && typeof task.taskId === 'string' ? task.taskId : '';
    const own = await tasks.ownAmong({ ...owner, taskIds: listed.map(idOf) });
    const kept = listed.filter(task => {
      const tool = own.get(idOf(task));
      return tool !== undefined && isAllowed(tool);
    });
    return { ...message, result: { ...message.result, tasks: kept } };
  };
}
