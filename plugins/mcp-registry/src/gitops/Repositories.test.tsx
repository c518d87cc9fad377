import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApiProblem } from '../api/ApiProblem';
import type { GitOpsSource } from '../api/types';
import { renderPage } from '../__testUtils__/renderPage';
import { Repositories } from './Repositories';

const SOURCE: GitOpsSource = {
  id: 'definitions',
  title: 'Company servers',
  place: 'https://git.example.com/acme/servers.git (main, servers/)',
  revision: 'a'.repeat(40),
  importedAt: '2026-11-28T10:00:00Z',
  checkedAt: '2026-11-28T10:05:00Z',
  evidence: ['signature'],
  summary: {
    added: ['api:default/orders'],
    changed: [],
    removed: [],
    total: 3,
  },
  changes: [
    {
      changeId: 'b'.repeat(40),
      summary: 'Let orders reach the shop',
      at: '2026-11-28T10:00:00Z',
      path: 'servers/orders.yaml',
      serverRef: 'api:default/orders',
      outcome: 'waits-reviewers',
      text: 'from the backend',
      settled: false,
      authors: ['user:default/bob'],
      reviewers: [],
    },
    {
      changeId: 'c'.repeat(40),
      summary: 'Something newer',
      at: '2026-11-28T09:00:00Z',
      path: 'servers/orders.yaml',
      serverRef: 'api:default/orders',
      outcome: 'not-known-here',
      text: 'Words of a newer backend',
      settled: true,
      authors: ['user:default/bob'],
      reviewers: ['user:default/carol'],
    },
  ],
};

describe('Repositories', () => {
  it('shows how far each is imported and what came of its changes', async () => {
    renderPage(<Repositories />, {
      registry: { listGitOpsSources: async () => [SOURCE] },
    });
    expect(await screen.findByText('Company servers')).toBeVisible();
    expect(screen.getByText('Up to date')).toBeVisible();
    expect(screen.getByText(/3; last time 1 new/)).toBeVisible();
    const changes = within(
      screen.getByRole('list', { name: 'What came of the last changes' }),
    ).getAllByRole('listitem');
    expect(changes[0]).toHaveTextContent(/too few people/);
    expect(changes[0]).toHaveTextContent(/nobody is known to have reviewed it/);
    expect(changes[1]).toHaveTextContent('Words of a newer backend');
    expect(changes[1]).toHaveTextContent(/reviewed by user:default\/carol/);
  });

  it('says what stands in the way, where, that nothing changed, and what to do', async () => {
    let imports = 0;
    renderPage(<Repositories />, {
      registry: {
        listGitOpsSources: async () => [
          {
            ...SOURCE,
            problem: {
              ...{ code: 'definitions.invalid', text: 'x', remedy: 'y' },
              where: [
                'servers/orders.yaml: orders: spec.mcp.riskTier: invalid',
              ],
              at: '2026-11-28T10:05:00Z',
            },
          },
        ],
        importGitOpsSources: async () => {
          imports += 1;
          return [];
        },
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Some definitions are not valid');
    expect(alert).toHaveTextContent('Nothing was changed');
    expect(alert).toHaveTextContent('servers/orders.yaml: orders');
    expect(alert).toHaveTextContent('sallyport check');
    expect(screen.getByText('Not imported')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Import now' }));
    expect(imports).toBe(1);
  });

  it.each([
    ['none is configured', [], 'No repository is configured'],
    [
      'somebody may not see them',
      new ApiProblem({ status: 403, message: 'no' }),
      'This page is for those who run the portal',
    ],
  ])('says so where %s', async (_, answer, words) => {
    renderPage(<Repositories />, {
      registry: {
        listGitOpsSources: async () => {
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
    });
    expect(await screen.findByText(words)).toBeVisible();
  });
});
