import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer } from '../../__testUtils__/documents';
import { actionOf } from '../../pipeline/actionOf';
import type { Call, ParsedMessage } from '../../pipeline/types';
import type { FlowRule } from './historyRuleSchema';
import { historyRuleSchema } from './historyRuleSchema';
import { selectsRead, selectsSent } from './selectsStep';
import { stepOf } from './stepOf';

const server = activeServer('orders', 'http://up/mcp');
const [echo, ...others] = server.approvedRevision!.tools!;
const document: AccessDocument = {
  ...server,
  version: 1,
  sequence: 1,
  approvedRevision: {
    ...server.approvedRevision!,
    tools: [{ ...echo, openWorld: false }, ...others],
  },
};

const call = (
  method: string,
  part: Partial<ParsedMessage> & Partial<Call> = {},
): Call => {
  const { httpMethod = 'POST', headers = {}, ...message } = part;
  const read = { kind: 'request', era: 'legacy', method, ...message } as const;
  const action = actionOf(read);
  return {
    ...{ httpMethod, headers, document },
    message: read,
    ...(action && {
      // Whose task it is has been found out by then.
      action:
        action.kind === 'task' && message.taskId
          ? { ...action, tool: 'wipe' }
          : action,
    }),
  } as Call;
};
const tool = (name: string) => call('tools/call', { tool: name });

describe('stepOf', () => {
  it('knows a tool by its approved surface, and takes the worst of what it does not know', () => {
    expect(stepOf(tool('echo')).sent).toEqual({
      ...{ kind: 'call', name: 'echo', tool: 'echo' },
      ...{ effect: 'reads', openWorld: false },
    });
    for (const name of ['wipe', 'unheard-of']) {
      expect(stepOf(tool(name)).sent).toMatchObject({
        ...{ tool: name, effect: 'destroys', openWorld: true },
      });
    }
    expect(stepOf(tool('note')).read).toEqual({ tool: 'note' });
  });

  it.each([
    'initialize',
    'ping',
    'tools/list',
    'resources/list',
    'resources/templates/list',
    'prompts/list',
    'resources/subscribe',
    'subscriptions/listen',
  ])('finds nothing of a person in %s', method => {
    expect(stepOf(call(method))).toEqual({});
  });

  it.each(['resources/read', 'prompts/get', 'completion/complete'])(
    'takes %s for a call that reads and may reach out',
    method => {
      expect(stepOf(call(method))).toEqual({
        sent: { kind: 'call', name: method, effect: 'reads', openWorld: true },
        read: {},
      });
    },
  );

  it('takes what follows a task for a read, and what goes into one for input', () => {
    const taskId = 't1';
    for (const method of ['tasks/get', 'tasks/result', 'tasks/cancel']) {
      expect(stepOf(call(method, { taskId }))).toEqual({
        read: { tool: 'wipe' },
      });
    }
    expect(stepOf(call('tasks/update', { taskId }))).toMatchObject({
      sent: { kind: 'input', tool: 'wipe', effect: 'destroys' },
      read: { tool: 'wipe' },
    });
  });

  it('takes an answer to the server’s question for input, and a resumed stream for a read of anything', () => {
    expect(stepOf(call('response', { kind: 'response' })).sent).toMatchObject({
      kind: 'input',
      effect: 'destroys',
    });
    const stream = (headers: Call['headers']) =>
      ({ httpMethod: 'GET', headers, document } as Call);
    expect(stepOf(stream({}))).toEqual({});
    expect(stepOf(stream({ 'last-event-id': '7' }))).toEqual({
      read: 'unknown',
    });
  });
});

describe('selectors of steps', () => {
  const rule = (part: object) =>
    historyRuleSchema.parse({
      ...{ id: 'r', title: 'r', window: { hours: 1 } },
      ...part,
    });
  const count = (tools?: object) =>
    rule({ kind: 'count', calls: 1, per: 'person', ...(tools && { tools }) });
  const flow = (part: object) =>
    rule({
      kind: 'flow',
      after: { servers: { refs: ['orders'] } },
      servers: { refs: ['mail'] },
      ...part,
    }) as FlowRule;
  const selected = (tools?: object) =>
    ['echo', 'note', 'wipe'].filter(name =>
      selectsSent(count(tools), stepOf(tool(name)).sent!),
    );

  it('need all that is said to be true', () => {
    expect(selected()).toEqual(['echo', 'note', 'wipe']);
    expect(selected({ names: ['note', 'echo'] })).toEqual(['echo', 'note']);
    expect(selected({ effects: ['changes', 'destroys'] })).toEqual([
      'note',
      'wipe',
    ]);
    expect(selected({ openWorld: true })).toEqual(['note', 'wipe']);
    expect(selected({ openWorld: true, effects: ['changes'] })).toEqual([
      'note',
    ]);
  });

  it('of what is no tool: by what it does, never by a name', () => {
    const { sent } = stepOf(call('resources/read'));
    expect(selectsSent(count(), sent!)).toBe(true);
    expect(selectsSent(count({ effects: ['reads'] }), sent!)).toBe(true);
    expect(selectsSent(count({ names: ['resources/read'] }), sent!)).toBe(
      false,
    );
  });

  it('of what goes into something under way: for flow alone', () => {
    const { sent } = stepOf(call('response', { kind: 'response' }));
    expect(selectsSent(count(), sent!)).toBe(false);
    expect(selectsSent(flow({}), sent!)).toBe(true);
  });

  it('of reads: by name, or any; what may have been that tool counts', () => {
    const named = flow({ after: { tools: { names: ['wipe'] } } });
    expect(selectsRead(named, { tool: 'wipe' })).toBe(true);
    expect(selectsRead(named, { tool: 'note' })).toBe(false);
    expect(selectsRead(named, {})).toBe(false);
    expect(selectsRead(named, 'unknown')).toBe(true);
    expect(selectsRead(flow({}), {})).toBe(true);
  });
});
