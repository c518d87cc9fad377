import { screen, within } from '@testing-library/react';
import { renderPage } from '../__testUtils__/renderPage';
import { Trace } from './Trace';

describe('Trace', () => {
  it('says of each layer what was asked, what was answered and by what', async () => {
    renderPage(
      <Trace
        entries={[
          { layer: 'server', outcome: 'pass', detail: 'active' },
          {
            layer: 'permission',
            outcome: 'skip',
            detail: 'permission.enabled is not true',
          },
          {
            layer: 'policy',
            outcome: 'deny',
            reason: 'policy.forbidden',
            detail: 'v7: no-secrets',
          },
        ]}
      />,
      {},
    );
    const [server, permission, policy] = await screen.findAllByRole('listitem');
    expect(server).toHaveTextContent('Is the server served?');
    expect(server).toHaveTextContent('Passed');
    expect(permission).toHaveTextContent(
      'What do the portal’s permissions say?',
    );
    expect(permission).toHaveTextContent('Not looked at');
    expect(permission).toHaveTextContent('permission.enabled is not true');
    expect(policy).toHaveTextContent('What do the company’s policies say?');
    expect(policy).toHaveTextContent('Refused');
    expect(policy).toHaveTextContent(
      'A policy of the company forbids the call.',
    );
    expect(within(policy).getByText('v7: no-secrets')).toBeVisible();
  });

  it('says what an old record does not say, and shows layers that it does not know', async () => {
    renderPage(
      <Trace
        entries={[
          { layer: 'weather', outcome: 'skip' },
          { layer: 'grant', outcome: 'deny' },
        ]}
      />,
      {},
    );
    const [weather, grant] = await screen.findAllByRole('listitem');
    expect(weather).toHaveTextContent('weather');
    expect(weather).not.toHaveTextContent('does not say');
    expect(grant).toHaveTextContent('The record does not say more.');
  });
});
