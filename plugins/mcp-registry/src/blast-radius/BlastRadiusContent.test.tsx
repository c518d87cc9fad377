import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import { ApiProblem } from '../api/ApiProblem';
import type { BlastRadius } from '../api/types';
import { aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { BlastRadiusContent } from './BlastRadiusContent';

const remote: BlastRadius = {
  ...{ of: 'approved', runs: 'elsewhere', place: 'orders.example:7010' },
  notes: ['unconfined', 'destroys', 'of-tomorrow'],
  network: { kind: 'unknown', destinations: [] },
  folders: [],
  credentials: [
    { kind: 'user-oauth', whose: 'person', scopes: ['orders.read'] },
    { kind: 'of-tomorrow', whose: 'company', name: 'X-Key' },
  ],
  systems: [
    {
      ...{ ref: 'system:default/shop', title: 'Shop', via: [], isKnown: true },
      owner: 'group:default/data-platform',
    },
    {
      ...{ ref: 'resource:default/db', title: 'DB', type: 'database' },
      ...{ via: ['system:default/shop'], isKnown: true },
    },
    {
      ...{ ref: 'system:default/hidden', title: 'x', via: [], isKnown: false },
    },
  ],
  owners: [
    {
      owner: 'group:default/data-platform',
      systems: ['system:default/shop'],
    },
    { systems: ['resource:default/db'] },
  ],
  people: { persons: 3, groups: ['group:default/web-team'], mayChange: 1 },
  tools: { isKnown: true, reads: 4, changes: [], destroys: ['refund_order'] },
};
const held: BlastRadius = {
  ...{ of: 'waiting', runs: 'here', notes: [], systems: [], owners: [] },
  network: {
    kind: 'named',
    destinations: [
      { host: 'api.example', port: 443, isWide: false },
      { host: 'example.org', port: 8443, isWide: true },
    ],
  },
  folders: [{ kind: 'volume', name: 'notes', mayWrite: true }],
  credentials: [],
  people: { persons: 0, groups: [], mayChange: 0 },
  tools: { isKnown: false, reads: 0, changes: [], destroys: [] },
};

function show(getBlastRadius: () => Promise<BlastRadius>) {
  renderPage(
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'API',
        metadata: { name: 'orders', namespace: 'default' },
      }}
    >
      <BlastRadiusContent />
    </EntityProvider>,
    { registry: { getServer: async () => aServer(), getBlastRadius } },
  );
}

describe('BlastRadiusContent', () => {
  it('says first what is worst, then through which systems, owned by whom', async () => {
    show(async () => remote);
    const notes = await screen.findByRole('list', {
      name: 'What to know first',
    });
    expect(
      within(notes)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      expect.stringContaining('nothing of ours holds it'),
      'It has tools that destroy',
      'of-tomorrow',
    ]);
    const tree = screen.getByRole('list', { name: 'Systems that it reaches' });
    const [shop, hidden] = Array.from(tree.children) as HTMLElement[];
    expect(within(shop).getAllByRole('link')[0]).toHaveAttribute(
      'href',
      '/catalog/default/system/shop',
    );
    const below = within(shop).getByRole('list');
    expect(below).toHaveTextContent('resource, database');
    expect(below).toHaveTextContent('Owner: nobody');
    expect(hidden).toHaveTextContent('system:default/hidden');
    expect(within(hidden).queryByRole('link')).toBeNull();
    const owners = screen.getByRole('list', { name: 'Owners to talk to' });
    expect(owners).toHaveTextContent('nobody (1 of these)');
    expect(screen.getByText('orders.example:7010')).toBeVisible();
    expect(
      screen.getByText('Linked account: of whoever calls; for orders.read'),
    ).toBeVisible();
    expect(
      screen.getByText('of-tomorrow: one for everybody; in X-Key'),
    ).toBeVisible();
    expect(screen.getByText('refund_order')).toBeVisible();
    expect(screen.getByText('1 of 4 people and groups')).toBeVisible();
  });

  it('says of one in a sandbox what that lets out', async () => {
    show(async () => held);
    expect(await screen.findByText(/Nothing stands out/)).toBeVisible();
    for (const text of [
      'api.example:443',
      'every name below example.org, port 8443',
      'reads and writes notes, a folder of its own',
      'Its entity declares no systems',
      'Of what waits for its review: nothing is approved yet.',
    ]) {
      expect(screen.getByText(text)).toBeVisible();
    }
  });

  it('tells others that it is not for them, and what went wrong', async () => {
    show(async () => {
      throw new ApiProblem({ status: 403, message: 'no' });
    });
    expect(
      await screen.findByText(
        'What it could reach is for those who answer for it',
      ),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('offers to try again', async () => {
    show(async () => {
      throw new ApiProblem({ status: 503, message: 'Not now' });
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('Not now');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});
