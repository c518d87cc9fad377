import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { Fleet } from '../api/types';
import { renderPage } from '../__testUtils__/renderPage';
import { OperationsPage } from '../operations/OperationsPage';

const at = new Date().toISOString();
const bounds = {
  ...{ memory: 'hard' as const, pids: 'hard' as const },
  ...{ cpu: 'watched' as const, disk: 'none' as const },
};
const files = {
  ...{ serverId: 's1', serverRef: 'api:default/files', title: 'Files' },
  ...{ owner: 'group:default/platform-admins', starts: 3, failures: 1 },
  lastFailure: { at, event: 'exited', why: 'It used more memory.' },
};
const fleet: Fleet = {
  items: [
    {
      ...{ runtimeId: 'r1', replica: 'replica-one', server: files },
      ...{ isolation: 'per-user', people: 2, person: 'user:default/alice' },
      ...{ state: 'running', driver: 'sandbox', tier: 'bwrap', bounds },
      ...{ startedAt: at, changedAt: at },
      usage: {
        ...{ memoryBytes: 81 * 1024 * 1024, cpuSeconds: 9, cores: 0.5 },
        ...{ pids: 3, diskBytes: 0 },
      },
    },
    {
      ...{ runtimeId: 'r2', replica: 'replica-two', server: files },
      ...{ isolation: 'per-user', people: 2, state: 'starting' },
      ...{ driver: 'sandbox', bounds, startedAt: at, changedAt: at },
    },
  ],
  ...{ totalItems: 60, nextOffset: 25, isCut: false, mayAdminister: true },
  totals: { runtimes: 60, memoryBytes: 1024 ** 3, cores: 1.5, pids: 99 },
  drivers: [
    {
      kind: 'sandbox',
      totals: { runtimes: 60, memoryBytes: 1, cores: 1, pids: 1 },
    },
  ],
  replicas: [
    {
      ...{ id: 'replica-one', host: 'gateway-0', heardAt: at },
      ...{ isAlive: true, isThis: true },
      drivers: [
        {
          ...{ kind: 'sandbox', isUsed: true },
          state: {
            ...{ ready: false, bounds },
            problems: [
              { text: 'bubblewrap is missing.', remedy: 'Install it.' },
            ],
          },
        },
      ],
      totals: { runtimes: 1, memoryBytes: 1, cores: 0, pids: 1 },
    },
    {
      ...{ id: 'replica-two', heardAt: at, isAlive: false, isThis: false },
      drivers: [],
      totals: { runtimes: 0, memoryBytes: 0, cores: 0, pids: 0 },
    },
  ],
  down: [{ ...files, serverId: 's2', title: 'Broken', failures: 4 }],
};
const nothing: Fleet = {
  ...fleet,
  ...{ items: [], totalItems: 0, nextOffset: undefined, down: [] },
  replicas: [],
};

function show(gateway: Partial<McpGatewayApi>, at_ = '/?view=fleet') {
  renderPage(<OperationsPage />, { at: at_, gateway });
}

describe('FleetView', () => {
  it('shows runtimes, replicas with what their drivers lack, and servers that are down', async () => {
    show({ listRuntimes: async () => fleet });
    const [, first, second] = await screen.findAllByRole('row');
    expect(first).toHaveTextContent('Files');
    expect(first).toHaveTextContent('Of alice');
    expect(first).toHaveTextContent('One for each person, 2 people now');
    expect(first).toHaveTextContent('81 MiB, 0.50 cores, 3 processes');
    expect(first).toHaveTextContent('3 starts, 1 failure');
    expect(first).toHaveTextContent('It used more memory.');
    expect(first).toHaveTextContent('gateway-0');
    expect(within(first).getByRole('link', { name: 'Files' })).toHaveAttribute(
      'href',
      '/catalog/default/api/files/runtime',
    );
    // Whose it is may not be told: that it is somebody's is.
    expect(second).toHaveTextContent('One person’s');
    expect(second).toHaveTextContent('Not measured yet');
    const replicas = screen.getByRole('list', {
      name: 'Replicas of the gateway',
    });
    const [here, dead] = Array.from(replicas.children) as HTMLElement[];
    expect(here).toHaveTextContent('sandbox is not ready');
    expect(here).toHaveTextContent('sandbox: bubblewrap is missing.');
    expect(here).toHaveTextContent('Install it.');
    expect(dead).toHaveTextContent('Not heard of any more');
    expect(dead).toHaveTextContent('this replica runs no servers');
    expect(
      screen.getByRole('list', { name: 'Servers that failed and do not run' }),
    ).toHaveTextContent('4 failures');
    expect(
      screen.getByText(
        '60 runtimes: 1.0 GiB of memory, 1.50 cores, 99 processes',
      ),
    ).toBeVisible();
  });

  it('asks for what is filtered, sorted and paged, from its first page on', async () => {
    const listRuntimes = jest.fn(async () => fleet);
    show({ listRuntimes }, '/?view=fleet&state=running&sort=memory&from=25');
    expect(await screen.findByText('26 to 27 of 60')).toBeVisible();
    expect(listRuntimes).toHaveBeenLastCalledWith({
      ...{ state: 'running', sort: 'memory', limit: 25, offset: 25 },
    });
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    expect(listRuntimes).toHaveBeenLastCalledWith(
      expect.objectContaining({ offset: 50 }),
    );
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Server or owner' }),
      'files',
    );
    await screen.findByText('1 to 2 of 60');
    expect(listRuntimes).toHaveBeenLastCalledWith({
      ...{ search: 'files', state: 'running', sort: 'memory' },
      ...{ limit: 25, offset: 0 },
    });
  });

  it('ends one runtime after a question, and says what went wrong', async () => {
    const stopRuntime = jest
      .fn()
      .mockRejectedValueOnce(new ApiProblem({ status: 404, message: 'Gone' }))
      .mockResolvedValue(undefined);
    show({ listRuntimes: async () => fleet, stopRuntime });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'End it now: Files, Of alice',
      }),
    );
    const dialog = screen.getByRole('dialog');
    expect(dialog).toHaveTextContent('Files, Of alice');
    expect(stopRuntime).not.toHaveBeenCalled();
    const confirm = within(dialog).getByRole('button', { name: 'End it now' });
    await userEvent.click(confirm);
    expect(await within(dialog).findByText('Gone')).toBeVisible();
    await userEvent.click(confirm);
    expect(stopRuntime).toHaveBeenLastCalledWith('r1');
    expect(
      await screen.findByText('Every replica does it within seconds.'),
    ).toBeVisible();
  });

  it('has nothing to press for those who may only look', async () => {
    show({
      listRuntimes: async () => ({ ...fleet, mayAdminister: false }),
    });
    await screen.findByText('Of alice');
    expect(screen.queryByRole('button', { name: /Restart/ })).toBeNull();
  });

  it('teaches where there is nothing, and says where nothing fits', async () => {
    const listRuntimes = jest.fn(async () => nothing);
    show({ listRuntimes }, '/?view=fleet&state=starting');
    expect(await screen.findByText('No runtime fits')).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('Nothing runs now')).toBeVisible();
    expect(screen.getByText('No replica has said anything yet')).toBeVisible();
  });

  it('tells who may see it to those who may not', async () => {
    show({
      listRuntimes: async () => {
        throw new ApiProblem({ status: 403, message: 'no' });
      },
    });
    expect(
      await screen.findByText(
        'The fleet is for those who look after all servers',
      ),
    ).toBeVisible();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('says so where it could not be loaded', async () => {
    show({
      listRuntimes: async () => {
        throw new Error('away');
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The fleet could not be loaded',
    );
  });
});
