import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { RevisionChecks } from '../api/types';
import { OpenItems } from '../approvals/OpenItems';
import { ChecksPanel } from '../checks/ChecksPanel';
import { anException } from '../__testUtils__/anException';
import { anItem } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { aCheck, someChecks } from '../__testUtils__/someChecks';
import { ServerExceptions } from './ServerExceptions';

const LATEST = new Date(Date.now() + 90 * 86_400_000).toISOString();
const finding = { ...anException().finding, id: 'f1' };
const failed = (
  over: Partial<RevisionChecks> = {},
  found: object = finding,
): RevisionChecks =>
  someChecks({
    latestExceptionEnd: LATEST,
    items: [aCheck({ outcome: 'fail', findings: [found as typeof finding] })],
    ...over,
  });

async function openPanel(
  checks: RevisionChecks,
  registry: Partial<McpRegistryApi> = {},
) {
  renderPage(<ChecksPanel digest="sha256:abc" onGate={() => {}} />, {
    registry: { getRevisionChecks: async () => checks, ...registry },
  });
  await userEvent.click(await screen.findByText(/What was looked at/));
}

const choose = async (field: RegExp, option: RegExp) => {
  await userEvent.click(screen.getByRole('button', { name: field }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

describe('asking for an exception', () => {
  it('asks for the finding at hand, with a reason, evidence and an end', async () => {
    const requestException = jest.fn(async () => anException());
    await openPanel(failed(), { requestException });
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Ask for an exception: network.allow-all',
      }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('It can send to <b>anybody</b>.');
    const ask = within(dialog).getByRole('button', { name: 'Ask' });
    await userEvent.click(ask);
    expect(dialog).toHaveTextContent('at least 10 letters');
    expect(requestException).not.toHaveBeenCalled();
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: /What speaks for it/ }),
      'A firewall stands before it.',
    );
    const link = within(dialog).getByRole('textbox', { name: /evidence/ });
    await userEvent.type(link, 'ftp://wiki.example/firewall');
    await userEvent.click(ask);
    expect(dialog).toHaveTextContent('begins with http:// or https://');
    await userEvent.clear(link);
    await userEvent.type(link, 'https://wiki.example/firewall');
    await choose(/Why it may be accepted/, /being mended/);
    await userEvent.click(within(dialog).getByRole('radio', { name: /Later/ }));
    await choose(/It ends/, /in 14 days/);
    await userEvent.click(ask);
    await waitFor(() => expect(requestException).toHaveBeenCalledTimes(1));
    expect(requestException).toHaveBeenCalledWith({
      digest: 'sha256:abc',
      checkId: 'reach',
      findingId: 'f1',
      reason: 'awaiting-fix',
      scope: 'server',
      text: 'A firewall stands before it.',
      link: 'https://wiki.example/firewall',
      expiresAt: expect.any(String),
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is not offered to those who may not, nor for what is not serious', async () => {
    await openPanel(failed({ latestExceptionEnd: undefined }));
    expect(screen.queryByRole('button', { name: /exception/ })).toBeNull();
  });

  it('is not offered for what is not serious', async () => {
    await openPanel(failed({}, { ...finding, level: 'warning' }));
    expect(screen.queryByRole('button', { name: /exception/ })).toBeNull();
  });

  it('never turns a finding green: it says until when, by whom and why', async () => {
    await openPanel(
      failed(
        {},
        {
          ...finding,
          exception: {
            id: 'exc-1',
            state: 'approved',
            expiresAt: '2999-01-01T00:00:00.000Z',
            reason: 'mitigated',
            requestedBy: 'user:default/bob',
            decidedBy: 'user:default/carol',
          },
        },
      ),
    );
    expect(
      screen.getByText('1 failed, 1 finding is excepted for a time'),
    ).toBeVisible();
    expect(
      screen.getByText(/^Excepted until .*2999.*, by carol: Something else/),
    ).toBeVisible();
    expect(screen.getByText('Failed')).toBeVisible();
    expect(screen.getByText(/only because of an exception/)).toBeVisible();
  });
});

describe('deciding about an exception', () => {
  const open = async (registry: Partial<McpRegistryApi>) => {
    const { server } = anItem();
    renderPage(<OpenItems />, {
      registry: {
        listInbox: async () => ({
          items: [
            {
              kind: 'exception',
              id: 'exc-1',
              createdAt: '2026-01-01T10:00:00.000Z',
              server,
              exception: anException(),
            },
          ],
          open: 1,
        }),
        ...registry,
      },
    });
    return await screen.findByRole('group', { name: 'Decision' });
  };

  it('shows what was found, why and until when, and approves for less time', async () => {
    const decideException = jest.fn(async () => anException());
    await open({ decideException });
    const [card] = screen.getAllByRole('listitem');
    expect(card).toHaveTextContent('bob asks for an exception for orders');
    expect(card).toHaveTextContent('It can send to <b>anybody</b>.');
    expect(card).toHaveTextContent('A firewall stands before it.');
    await choose(/It ends/, /in 7 days/);
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve for less time' }),
    );
    expect(decideException).toHaveBeenCalledWith('exc-1', {
      decision: 'approve',
      expiresAt: expect.any(String),
    });
  });

  it('denies with a reason, and says what went wrong', async () => {
    const decideException = jest.fn(async () => {
      throw new ApiProblem({ message: 'Too late.', status: 409 });
    });
    await open({ decideException });
    await userEvent.click(screen.getByRole('button', { name: 'Deny' }));
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByRole('textbox'), 'no');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Deny' }));
    expect(decideException).toHaveBeenCalledWith('exc-1', {
      decision: 'deny',
      reason: 'no',
    });
    expect(await screen.findByText('Too late.')).toBeVisible();
  });
});

describe('the exceptions of a server', () => {
  const show = (registry: Partial<McpRegistryApi>) =>
    renderPage(
      <ServerExceptions serverRef="api:default/orders" onChanged={() => {}} />,
      { registry },
    );

  it('are shown with what became of each, and can be ended with a reason', async () => {
    const revokeException = jest.fn(async () => anException());
    show({
      listExceptions: async () => ({
        items: [
          anException({ state: 'approved', canRevoke: true }),
          anException({
            id: 'exc-2',
            state: 'obsolete',
            closedBy: 'plugin:mcp-registry',
            closedAt: '2026-01-02T10:00:00.000Z',
            closeReason: 'The server is retired.',
          }),
        ],
      }),
      revokeException,
    });
    const list = await screen.findByRole('list', {
      name: 'Exceptions of this server',
    });
    expect(list).toHaveTextContent('Excepted');
    expect(list).toHaveTextContent('Not needed any more');
    expect(list).toHaveTextContent('The server is retired.');
    await userEvent.click(screen.getByRole('button', { name: 'End it now' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('the server is suspended at once');
    await userEvent.type(within(dialog).getByRole('textbox'), 'worse');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'End it now' }),
    );
    expect(revokeException).toHaveBeenCalledWith('exc-1', 'worse');
  });

  it('are nothing where there are none, and say when they cannot be loaded', async () => {
    const listExceptions = jest
      .fn<ReturnType<McpRegistryApi['listExceptions']>, []>()
      .mockRejectedValueOnce(new ApiProblem({ message: 'Away.', status: 503 }))
      .mockResolvedValue({ items: [] });
    show({ listExceptions });
    expect(await screen.findByRole('alert')).toHaveTextContent('Away.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByText('Exceptions')).toBeNull());
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
