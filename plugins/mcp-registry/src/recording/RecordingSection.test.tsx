import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { Server, ServerRecording } from '../api/types';
import { RecordingSection } from './RecordingSection';
import type { CompanyRecording } from './RecordingInWords';

const BOUNDS: CompanyRecording = {
  ...{ default: 'none', maximum: 'full', fullUpTo: 'internal' },
  retentionDays: 30,
};

function show(
  stored: ServerRecording,
  options: {
    server?: Partial<Server>;
    bounds?: Partial<CompanyRecording>;
    setRecording?: McpRegistryApi['setRecording'];
    isGatewayDown?: boolean;
  } = {},
) {
  const setRecording = jest.fn<
    ReturnType<McpRegistryApi['setRecording']>,
    Parameters<McpRegistryApi['setRecording']>
  >(
    options.setRecording ??
      (async (_ref, policy) => ({
        ...{ mayChange: true, policy },
        ...{ setBy: 'user:default/bob', setAt: '2026-01-01T10:00:00.000Z' },
      })),
  );
  renderPage(<RecordingSection server={aServer(options.server)} />, {
    registry: { getRecording: async () => stored, setRecording },
    gateway: {
      getInfo: async () => {
        if (options.isGatewayDown) throw new Error('away');
        return {
          publicUrl: 'http://localhost:7008',
          feed: { sequence: 1, state: 'current' as const },
          defaultLimits: {
            perPerson: { calls: 1200, perSeconds: 60 },
            weights: { changes: 2, destroys: 5 },
          },
          recording: { ...BOUNDS, ...options.bounds },
        };
      },
    },
  });
  return setRecording;
}

const edit = async () =>
  await userEvent.click(
    await screen.findByRole('button', { name: 'Change what is kept' }),
  );

describe('RecordingSection', () => {
  it('tells everybody what is kept of what they send', async () => {
    show({ mayChange: false });
    expect(
      await screen.findByText(/Arguments and results of calls are not kept/),
    ).toBeVisible();
    expect(screen.getByText(/the default holds/)).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says for how long, and who can read it', async () => {
    show({ mayChange: false, policy: 'redacted' });
    expect(
      await screen.findByText(
        /kept for 30 days, encrypted and redacted.*every read is recorded/,
      ),
    ).toBeVisible();
  });

  it('says what holds where the owner wants more than the company allows', async () => {
    show({ mayChange: false, policy: 'full' });
    expect(await screen.findByText(/encrypted and redacted/)).toBeVisible();
    expect(
      screen.getByText(/More was asked for \(In full\).*Internal data/),
    ).toBeVisible();
  });

  it('says where the company keeps less', async () => {
    show(
      { mayChange: false, policy: 'full' },
      { bounds: { maximum: 'none' }, server: { dataClassification: 'public' } },
    );
    expect(await screen.findByText(/are not kept/)).toBeVisible();
    expect(screen.getByText(/The company keeps no more/)).toBeVisible();
  });

  it('says nothing that it does not know', async () => {
    show({ mayChange: true, policy: 'full' }, { isGatewayDown: true });
    expect(
      await screen.findByText(/The gateway does not answer/),
    ).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('lets those who run it say it, and shows what comes of it before they save', async () => {
    const setRecording = show({ mayChange: true });
    await edit();
    await userEvent.click(screen.getByRole('radio', { name: 'In full' }));
    expect(screen.getByText(/never kept in full/)).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'Redacted' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('status')).toHaveTextContent('Saved');
    expect(setRecording).toHaveBeenCalledWith('api:default/orders', 'redacted');
    expect(screen.getByText(/encrypted and redacted/)).toBeVisible();
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Change what is kept' }),
      ).toHaveFocus(),
    );
  });

  it('goes back to the default, by the keyboard alone', async () => {
    const setRecording = show({ mayChange: true, policy: 'redacted' });
    await edit();
    screen.getByRole('radio', { name: 'Redacted' }).focus();
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    expect(
      screen.getByRole('radio', { name: 'The company’s default' }),
    ).toBeChecked();
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(setRecording).toHaveBeenCalledWith(
        'api:default/orders',
        undefined,
      ),
    );
  });

  it('keeps the choice where it could not be saved', async () => {
    show(
      { mayChange: true },
      {
        setRecording: async () => {
          throw new ApiProblem({ status: 403, message: 'Only owners may' });
        },
      },
    );
    await edit();
    await userEvent.click(screen.getByRole('radio', { name: 'Redacted' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Only owners may',
    );
    expect(screen.getByRole('radio', { name: 'Redacted' })).toBeChecked();
  });
});
