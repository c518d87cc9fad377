import { EntityProvider } from '@backstage/plugin-catalog-react';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { McpGatewayApi } from '../api/McpGatewayApi';
import type { Server, ServerRuntime } from '../api/types';
import { aRevision, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { RuntimeContent } from './RuntimeContent';

const bounds: ServerRuntime['driver']['bounds'] = {
  memory: 'hard',
  pids: 'hard',
  cpu: 'watched',
  disk: 'none',
};
const at = new Date().toISOString();
const running: ServerRuntime = {
  serverRef: 'api:default/orders',
  isolation: 'per-user',
  idleSeconds: 5400,
  driver: { ready: true, tier: 'bwrap+seccomp+cgroup', bounds, problems: [] },
  enforced: {
    reads: [],
    writes: ['volume://notes:/notes'],
    ...{ everyHost: false, hosts: ['api.example.com:443'] },
    secrets: ['API_KEY'],
    limits: { memoryBytes: 512 * 1024 * 1024 },
  },
  runtimes: [
    {
      runtimeId: 'r1',
      state: 'running',
      digest: 'sha256:0123456789abcdef',
      person: 'user:default/alice',
      driver: 'sandbox',
      bounds,
      startedAt: at,
      changedAt: at,
      usage: {
        ...{ at, memoryBytes: 81 * 1024 * 1024, cpuSeconds: 1.234 },
        ...{ cores: 0.256, pids: 3, diskBytes: 500 },
      },
      history: [
        { at, memoryBytes: 80 * 1024 * 1024 },
        { at, memoryBytes: 81 * 1024 * 1024, cores: 0.256 },
      ],
    },
  ],
  lastDay: { starts: 2, failures: 1 },
  events: [
    {
      at,
      runtimeId: 'r0',
      state: 'ended',
      event: 'exited',
      why: 'It used more memory than its profile allows.',
    },
    { at, runtimeId: 'r0', state: 'running', event: 'of-tomorrow' },
  ],
  egress: [
    {
      at,
      runtimeId: 'r1',
      host: 'evil.example',
      port: 443,
      allowed: false,
      why: 'Not in the profile',
      count: 12,
    },
  ],
  destinations: [
    {
      ...{ host: 'evil.example', port: 443, allowed: false, count: 12 },
      ...{ why: 'Not in the profile', firstAt: at, lastAt: at },
    },
    {
      ...{ host: 'api.example.com', port: 443, allowed: true, count: 3 },
      ...{ firstAt: at, lastAt: at },
    },
    {
      ...{ host: 'unknown', port: 0, allowed: false, count: 1 },
      why: 'An address that no way leads to from inside the sandbox',
      ...{ firstAt: at, lastAt: at },
    },
  ],
  log: [],
};
const nothing: ServerRuntime = {
  ...running,
  ...{ runtimes: [], events: [], destinations: [], egress: [], log: [] },
};

function show(
  gateway: Partial<McpGatewayApi>,
  server: Partial<Server> = { approvedRevision: aRevision() },
) {
  return renderPage(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'API',
        metadata: { name: 'orders', namespace: 'default' },
      }}
    >
      <RuntimeContent />
    </EntityProvider>,
    {
      registry: { getServer: async () => aServer(server) },
      gateway: {
        getServerRuntimeLog: async () => ({ items: [], hasEarlier: false }),
        ...gateway,
      },
    },
  );
}

describe('RuntimeContent', () => {
  it('shows what runs, how it is bounded, what it uses, and what happened', async () => {
    show({ getServerRuntime: async () => running });
    expect(await screen.findByText('Of alice')).toBeVisible();
    expect(screen.getByText('Running')).toBeVisible();
    expect(screen.getByText(/81 MiB of 512 MiB/)).toBeVisible();
    expect(screen.getByText(/0.26 cores/)).toBeVisible();
    expect(
      screen.getByRole('img', { name: 'Memory in the last minutes' }),
    ).toBeVisible();
    const kept = screen.getByRole('list', { name: 'Bounds' });
    expect(kept).toHaveTextContent(
      'Memory: kept by the kernel at most 512 MiB',
    );
    expect(kept).toHaveTextContent('Processor: watched, ended when exceeded');
    expect(kept).toHaveTextContent('Disk: not kept');
    expect(screen.getByText('volume://notes:/notes')).toBeVisible();
    expect(screen.getByText('API_KEY')).toBeVisible();
    expect(screen.getByText('2 starts, 1 failure')).toBeVisible();
    expect(
      screen.getByText('After 1 hour, 30 minutes without use'),
    ).toBeVisible();
    const ended = screen.getByRole('row', { name: /It has ended/ });
    expect(ended).toHaveTextContent('more memory than its profile allows');
    // What a newer gateway tells stays readable.
    expect(screen.getByRole('row', { name: /of-tomorrow/ })).toBeVisible();
    const refused = screen.getByRole('row', { name: /evil.example:443/ });
    expect(refused).toHaveTextContent('Refused');
    expect(refused).toHaveTextContent('12');
    const unknown = screen.getByRole('row', { name: /Unknown/ });
    expect(unknown).toHaveTextContent('no way leads to');
    expect(unknown).not.toHaveTextContent(':0');
  });

  it('filters where it wanted to connect to, and says how often', async () => {
    show({ getServerRuntime: async () => running });
    expect(
      await screen.findByText('3 connections allowed, 13 refused'),
    ).toBeVisible();
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Where' }),
      'API.',
    );
    expect(screen.queryByText('evil.example:443')).toBeNull();
    expect(
      screen.getByRole('row', { name: /api.example.com:443/ }),
    ).toBeVisible();
    await userEvent.type(screen.getByRole('textbox', { name: 'Where' }), 'x');
    expect(screen.getByText('Nothing fits')).toBeVisible();
  });

  it('searches in the log and follows it', async () => {
    const line = (text: string) => ({ at, runtimeId: 'r1', text });
    const getServerRuntimeLog = jest.fn(
      async (_: string, query: { search?: string }) => ({
        items: query.search === 'nowhere' ? [] : [line('it began')],
        hasEarlier: true,
      }),
    );
    show({ getServerRuntime: async () => running, getServerRuntimeLog });
    const log = await screen.findByRole('log', { name: 'Log' });
    expect(log).toHaveTextContent('it began');
    expect(log).toHaveAttribute('aria-live', 'off');
    await userEvent.click(screen.getByRole('switch', { name: 'Follow' }));
    expect(log).toHaveAttribute('aria-live', 'polite');
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search in the log' }),
      'nowhere',
    );
    expect(await screen.findByText('Nothing fits')).toBeVisible();
    expect(getServerRuntimeLog).toHaveBeenLastCalledWith('srv-1', {
      ...{ limit: 500, search: 'nowhere' },
    });
  });

  it('says that the log could not be loaded, and keeps the rest', async () => {
    show({
      getServerRuntime: async () => running,
      getServerRuntimeLog: async () => {
        throw new ApiProblem({ status: 503, message: 'Not now' });
      },
    });
    expect(await screen.findByText('Not now')).toBeVisible();
    expect(screen.getByText('Of alice')).toBeVisible();
  });

  it('A2: shows what it wrote as the text that it is', async () => {
    show({
      getServerRuntime: async () => running,
      getServerRuntimeLog: async () => ({
        items: [{ at, runtimeId: 'r1', text: '<img src=x onerror=alert(1)>' }],
        hasEarlier: false,
      }),
    });
    const log = await screen.findByRole('log', { name: 'Log' });
    expect(log).toHaveTextContent('<img src=x onerror=alert(1)>');
    expect(within(log).queryByRole('img')).toBeNull();
  });

  it('says what is missing where nothing can run, and that there is nothing', async () => {
    show({
      getServerRuntime: async () => ({
        ...nothing,
        driver: {
          ...{ ready: false, bounds },
          problems: [
            {
              text: 'bubblewrap is missing.',
              remedy: 'apt install bubblewrap',
            },
          ],
        },
      }),
    });
    expect(await screen.findByText(/apt install bubblewrap/)).toBeVisible();
    for (const text of [
      'It has never been started',
      'Nothing has happened yet',
      'It has not tried to connect to anything',
      'It has written nothing',
    ]) {
      expect(screen.getByText(text)).toBeVisible();
    }
  });

  it('tells those who do not answer for it that it is not for them', async () => {
    show({
      getServerRuntime: async () => {
        throw new ApiProblem({ status: 404, message: 'no' });
      },
    });
    expect(
      await screen.findByText('How it runs is for those who answer for it'),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Restart' })).toBeNull();
  });

  it('says so where nothing is approved yet, and does not ask again and again', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'], advanceTimers: true });
    try {
      const getServerRuntime = jest.fn(async () => {
        throw new ApiProblem({ status: 404, message: 'no' });
      });
      show({ getServerRuntime }, {});
      expect(
        await screen.findByText('Nothing is approved that could run'),
      ).toBeVisible();
      await act(async () => {
        await jest.advanceTimersByTimeAsync(60_000);
      });
      expect(getServerRuntime).toHaveBeenCalledTimes(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('asks again while it may', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'], advanceTimers: true });
    try {
      const getServerRuntime = jest.fn(async () => running);
      show({ getServerRuntime });
      expect(await screen.findByText('Of alice')).toBeVisible();
      await act(async () => {
        await jest.advanceTimersByTimeAsync(16_000);
      });
      expect(getServerRuntime.mock.calls.length).toBeGreaterThanOrEqual(4);
    } finally {
      jest.useRealTimers();
    }
  });

  it('restarts and ends it after a question, and says what went wrong', async () => {
    const restartServerRuntime = jest.fn(async () => {});
    const stopServerRuntime = jest
      .fn()
      .mockRejectedValue(new ApiProblem({ status: 403, message: 'Not you' }));
    show({
      getServerRuntime: async () => running,
      ...{ restartServerRuntime, stopServerRuntime },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Restart' }),
    );
    expect(restartServerRuntime).not.toHaveBeenCalled();
    await userEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', {
        name: 'Restart',
      }),
    );
    expect(restartServerRuntime).toHaveBeenCalledWith('srv-1');
    expect(
      await screen.findByText('Every replica does it within seconds.'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'End it now' }));
    const dialog = screen.getByRole('dialog');
    expect(dialog).toHaveTextContent('Calls under way are broken off');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'End it now' }),
    );
    expect(await within(dialog).findByText('Not you')).toBeVisible();
  });
});
