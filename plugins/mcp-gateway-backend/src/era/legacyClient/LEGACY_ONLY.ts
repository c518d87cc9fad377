const TASKS = 'tasks are another thing there';

/** Methods of the session era that cannot be carried over to the stateless era, each with why. */
export const LEGACY_ONLY: Readonly<Record<string, string>> = {
  initialize: 'the session has begun already',
  'tasks/list': TASKS,
  'tasks/get': TASKS,
  'tasks/result': TASKS,
  'tasks/cancel': TASKS,
  'tasks/update': TASKS,
};
