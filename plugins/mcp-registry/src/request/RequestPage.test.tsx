import type { ScaffolderApi } from '@backstage/plugin-scaffolder-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aPageOf, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { RequestPage } from './RequestPage';

// As in examples/templates: what the form is made of.
const parameters: Awaited<
  ReturnType<ScaffolderApi['getTemplateParameterSchema']>
> = {
  title: 'Request access to an MCP server',
  steps: [
    {
      title: 'What do you need?',
      schema: {
        title: 'What do you need?',
        type: 'object',
        required: ['serverRef', 'purpose', 'tools', 'durationDays'],
        properties: {
          serverRef: {
            title: 'Server',
            type: 'string',
            'ui:field': 'McpServerPicker',
          },
          purpose: {
            title: 'What for',
            type: 'string',
            minLength: 3,
            'ui:widget': 'textarea',
          },
          tools: {
            title: 'Which tools',
            type: 'object',
            default: { kind: 'all' },
            properties: {
              kind: { type: 'string', enum: ['all', 'named'] },
              names: { type: 'array', items: { type: 'string' } },
            },
            'ui:field': 'McpToolPicker',
          },
          durationDays: {
            title: 'For how long',
            type: 'integer',
            enum: [7, 30, 90],
            default: 30,
          },
        },
      },
    },
  ],
};

type Events = ReturnType<ScaffolderApi['streamLogs']>;

/** A task that ends as soon as somebody listens. */
function endingWith(body: object): Events {
  const observable = {
    subscribe: (observer: { next(event: unknown): void }) => {
      const timer = setTimeout(
        () => observer.next({ type: 'completion', body }),
        0,
      );
      return { closed: false, unsubscribe: () => clearTimeout(timer) };
    },
    [Symbol.observable]: () => observable,
  };
  return observable as unknown as Events;
}

function open(at: string, outcome: object = { output: {} }) {
  const scaffold = jest.fn(async () => ({ taskId: 'task-1' }));
  renderPage(<RequestPage />, {
    at,
    registry: {
      listServers: async () => aPageOf([aServer()]),
      getServer: async () => aServer(),
      getApprovers: async () => ({
        approvers: [{ ref: 'user:default/bob', title: 'Bob' }],
        why: 'owner',
        usualWaitSeconds: 3600,
      }),
    },
    scaffolder: {
      getTemplateParameterSchema: async () => parameters,
      scaffold,
      getTask: async () =>
        ({ id: 'task-1', spec: { steps: [] } } as unknown as Awaited<
          ReturnType<ScaffolderApi['getTask']>
        >),
      streamLogs: () => endingWith(outcome),
    },
  });
  return { scaffold };
}

describe('RequestPage', () => {
  it('asks three questions, says who decides, and sends the template', async () => {
    const { scaffold } = open('/?server=api:default/orders');
    expect(
      await screen.findByText(
        'Bob decides, as owner of the server. It usually takes 1 hour.',
      ),
    ).toBeVisible();
    expect(screen.queryByRole('combobox', { name: /Server/ })).toBeNull();
    await userEvent.type(
      screen.getByRole('textbox', { name: /What for/ }),
      'Answer customers',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Send request' }));
    expect(await screen.findByText('Your request is on its way')).toBeVisible();
    expect(scaffold).toHaveBeenCalledWith({
      templateRef: 'template:default/request-mcp-access',
      values: {
        serverRef: 'api:default/orders',
        purpose: 'Answer customers',
        tools: { kind: 'all' },
        durationDays: 30,
      },
    });
    expect(
      screen.getByRole('link', { name: 'See it in My access' }),
    ).toHaveAttribute('href', '/ai-tools/my-access');
  });

  it('is filled in by the link of a refusal: server and tool', async () => {
    const { scaffold } = open('/?server=api:default/orders&tool=refund_order');
    expect(
      await screen.findByRole('checkbox', { name: /refund_order/ }),
    ).toBeChecked();
    await userEvent.type(
      screen.getByRole('textbox', { name: /What for/ }),
      'Refunds',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Send request' }));
    await screen.findByText('Your request is on its way');
    expect(scaffold).toHaveBeenCalledWith(
      expect.objectContaining({
        values: expect.objectContaining({
          tools: { kind: 'named', names: ['refund_order'] },
        }),
      }),
    );
  });

  it('sends nothing without a purpose, or with no tool ticked', async () => {
    const { scaffold } = open('/?server=api:default/orders');
    const send = await screen.findByRole('button', { name: 'Send request' });
    await userEvent.click(send);
    expect(await screen.findByText(/required/)).toBeVisible();
    await userEvent.type(
      screen.getByRole('textbox', { name: /What for/ }),
      'Refunds',
    );
    await userEvent.click(
      await screen.findByRole('radio', { name: 'Only some' }),
    );
    await userEvent.click(send);
    const problem = await screen.findByText(
      'Tick at least one tool, or choose all tools.',
    );
    expect(problem).toBeVisible();
    expect(scaffold).not.toHaveBeenCalled();
  });

  it('says why a request was not stored, and goes back with everything kept', async () => {
    open('/?server=api:default/orders', {
      error: {
        name: 'Error',
        message: 'ConflictError: There is a pending request already.',
      },
    });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /What for/ }),
      'Refunds',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Send request' }));
    const alert = await screen.findByRole('alert');
    expect(
      within(alert).getByText('There is a pending request already.'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(
      await screen.findByRole('textbox', { name: /What for/ }),
    ).toHaveValue('Refunds');
  });
});
