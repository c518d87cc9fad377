import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { Server } from '../api/types';
import { StopButton } from '../stops/StopButton';
import { ServerSwitch } from './ServerSwitch';

describe('ServerSwitch', () => {
  it('suspends in words that are not those of the kill switch beside it', async () => {
    const suspendServer = jest.fn<
      ReturnType<McpRegistryApi['suspendServer']>,
      Parameters<McpRegistryApi['suspendServer']>
    >(async () => aServer() as Server);
    const server = aServer({ iDecide: true, status: 'active' }) as Server;
    renderPage(
      <>
        <ServerSwitch server={server} onChanged={() => {}} />
        <StopButton
          target={{ kind: 'server', serverRef: server.serverRef }}
          serverTitle={server.title}
        />
      </>,
      { registry: { suspendServer } },
    );
    const stop = await screen.findByRole('button', { name: /^Emergency stop/ });
    expect(stop).toHaveTextContent('Emergency stop…');
    await userEvent.click(screen.getByRole('button', { name: 'Suspend…' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(`Suspend ${server.title}?`);
    expect(dialog).toHaveTextContent('lets it run again');
    await userEvent.type(within(dialog).getByRole('textbox'), 'A pause');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Suspend' }),
    );
    expect(suspendServer).toHaveBeenCalledWith(server.serverRef, 'A pause');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
