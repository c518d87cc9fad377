import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { GatewayInfo } from '../api/types';
import { MyTokens } from '../connect/MyTokens';
import { AllMyTools } from './AllMyTools';

const info: GatewayInfo = {
  publicUrl: 'http://gateway.example/',
  defaultLimits: {
    perPerson: { calls: 600, perSeconds: 60 },
    weights: { changes: 1, destroys: 1 },
  },
  feed: { sequence: 1, state: 'current' },
};

const token = {
  id: 'tok-1',
  serverRef: '*',
  endpoint: 'http://gateway.example/mcp',
  createdAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  revoked: false,
};

describe('All my AI tools', () => {
  it('gives one address and a token for all servers', async () => {
    const asked: object[] = [];
    renderPage(<AllMyTools onToken={() => {}} />, {
      gateway: {
        getInfo: async () => info,
        createToken: async options => {
          asked.push(options);
          return { ...token, token: 'eyJ-secret' };
        },
      },
    });
    expect(
      (await screen.findAllByText('http://gateway.example/mcp')).length,
    ).toBeGreaterThan(0);
    await userEvent.click(screen.getByRole('button', { name: 'Get a token' }));
    expect(await screen.findByText('eyJ-secret')).toBeInTheDocument();
    expect(asked).toEqual([{ allServers: true, client: 'Chat app' }]);
  });

  it('is a token among the others', async () => {
    renderPage(<MyTokens />, { gateway: { listTokens: async () => [token] } });
    expect(await screen.findByText('All my AI tools')).toBeInTheDocument();
  });
});
