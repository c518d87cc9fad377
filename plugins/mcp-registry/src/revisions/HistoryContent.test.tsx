import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aRevision, aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { RevisionEntry } from '../api/types';
import { HistoryContent } from './HistoryContent';

const version = (
  number: number,
  over: Partial<RevisionEntry> = {},
): RevisionEntry => ({
  digest: `sha256:${number}`,
  number,
  state: 'replaced',
  submittedBy: 'user:default/bob',
  submittedAt: '2026-01-01T10:00:00.000Z',
  decidedBy: 'user:default/carol',
  decidedAt: '2026-01-02T10:00:00.000Z',
  reason: `because ${number}`,
  history: [
    {
      at: '2026-01-01T10:00:00.000Z',
      by: 'user:default/bob',
      event: 'submitted',
    },
  ],
  canRollBack: true,
  ...over,
});
const versions = [
  version(3, { state: 'submitted', canRollBack: false, decidedBy: undefined }),
  version(2, { state: 'approved', canRollBack: false }),
  version(1),
];
const server = aServer({
  approvedRevision: aRevision({
    digest: 'sha256:2',
    number: 2,
    state: 'approved',
  }),
});

function show(registry: Partial<McpRegistryApi>) {
  renderPage(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'API',
        metadata: { name: 'orders', namespace: 'default' },
        spec: { type: 'mcp-server' },
      }}
    >
      <HistoryContent />
    </EntityProvider>,
    {
      registry: {
        getServer: async () => server,
        getRevisionHistory: async () => ({ items: versions }),
        ...registry,
      },
    },
  );
}

describe('HistoryContent', () => {
  it('tells who submitted and decided, when and why', async () => {
    show({});
    const list = await screen.findByRole('list', { name: 'Versions' });
    const cards = within(list)
      .getAllByRole('listitem')
      .filter(item => item.parentElement === list);
    expect(cards).toHaveLength(3);
    expect(cards[1]).toHaveTextContent('Version 2');
    expect(cards[1]).toHaveTextContent('Approved');
    expect(cards[1]).toHaveTextContent('carol');
    expect(cards[1]).toHaveTextContent('because 2');
    expect(cards[2]).toHaveTextContent('Approved once');
    expect(screen.getAllByRole('button', { name: /Roll back/ })).toHaveLength(
      1,
    );
  });

  it('compares a version with the approved one, and any two', async () => {
    const getRevisionDiff = jest.fn<
      ReturnType<McpRegistryApi['getRevisionDiff']>,
      Parameters<McpRegistryApi['getRevisionDiff']>
    >(async digest => ({
      before: { digest: 'sha256:2', number: 2, state: 'approved' },
      after: { digest, number: 3, state: 'submitted' },
      changes: [],
    }));
    show({ getRevisionDiff });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Compare version 3' }),
    );
    expect(
      await screen.findByText('What changed from version 2 to version 3'),
    ).toBeVisible();
    expect(getRevisionDiff).toHaveBeenLastCalledWith('sha256:3', 'sha256:2');
    await userEvent.click(
      screen.getByRole('button', { name: 'Compare version 2' }),
    );
    await waitFor(() =>
      expect(getRevisionDiff).toHaveBeenLastCalledWith('sha256:2', 'sha256:1'),
    );
    await userEvent.click(screen.getByRole('button', { name: /To/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Version 1' }),
    );
    expect(
      await screen.findByText('Choose two different versions.'),
    ).toBeVisible();
  });

  it.each([
    ['approved', 'Version 1 is served again.'],
    ['submitted', 'Version 1 waits for review.'],
  ] as const)(
    'rolls back with a reason, and says that it is %s',
    async (state, text) => {
      const rollBack = jest.fn(async () => aRevision({ number: 1, state }));
      show({ rollBack });
      await userEvent.click(
        await screen.findByRole('button', { name: 'Roll back to version 1' }),
      );
      const dialog = within(await screen.findByRole('dialog'));
      expect(dialog.getByText(/in place of version 2/)).toBeVisible();
      await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
      expect(rollBack).not.toHaveBeenCalled();
      await userEvent.type(dialog.getByRole('textbox'), 'it broke orders');
      await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
      expect(await screen.findByRole('status')).toHaveTextContent(text);
      expect(rollBack).toHaveBeenCalledWith('api:default/orders', {
        digest: 'sha256:1',
        seenApprovedDigest: 'sha256:2',
        reason: 'it broke orders',
      });
      expect(screen.queryByRole('dialog')).toBeNull();
    },
  );

  it('keeps the dialog where it was refused', async () => {
    show({
      rollBack: async () => {
        throw new ApiProblem({
          message: 'Another one is approved',
          status: 409,
        });
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Roll back to version 1' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'why not');
    await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'Another one is approved',
    );
  });

  it('says where there is nothing, and what went wrong', async () => {
    show({ getRevisionHistory: async () => ({ items: [] }) });
    expect(
      await screen.findByText('No version was submitted yet'),
    ).toBeVisible();
  });

  it('says what went wrong', async () => {
    show({
      getRevisionHistory: async () => {
        throw new ApiProblem({ message: 'Out of order', status: 500 });
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('Out of order');
  });
});
