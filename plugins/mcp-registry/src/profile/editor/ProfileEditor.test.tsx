import type { PermissionProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__/renderPage';
import { ProfileEditor } from './ProfileEditor';

function show(
  profile: PermissionProfile = {},
  server?: Parameters<typeof ProfileEditor>[0]['server'],
) {
  const onChange = jest.fn();
  renderPage(
    <ProfileEditor profile={profile} server={server} onChange={onChange} />,
    {},
  );
  return onChange;
}

const words = (kind: string) =>
  within(screen.getByRole('list', { name: kind }))
    .getAllByRole('listitem')
    .map(item => item.textContent);
const press = async (name: string) =>
  await userEvent.click(screen.getByRole('button', { name }));
const paste = async (field: HTMLElement, text: string) => {
  await userEvent.click(field);
  await userEvent.paste(text);
};

describe('ProfileEditor', () => {
  it('says of an empty profile that it gives nothing', async () => {
    show();
    expect(await screen.findByText('It can connect to nothing.')).toBeVisible();
    expect(words('Know')).toEqual(['It gets no secrets.']);
    expect(screen.getByText(/The gateway’s defaults hold/)).toBeVisible();
  });

  it('tells in words what is typed, and what is doubtful about it', async () => {
    const onChange = show();
    await paste(
      await screen.findByRole('textbox', { name: /^Hosts/ }),
      'api.example.com',
    );
    expect(words('Connect')).toEqual([
      'It can connect to api.example.com, port 443, by any protocol.',
    ]);
    await paste(screen.getByRole('textbox', { name: /^Ports/ }), '22');
    expect(words('Connect')).toEqual([
      'It can connect to api.example.com, port 22, by any protocol.',
    ]);
    expect(
      within(screen.getByRole('list', { name: 'Worth a look' })).getByText(
        /Port 22 is for SSH/,
      ),
    ).toBeVisible();
    expect(screen.getByText(/1 dangerous/)).toHaveAttribute('role', 'status');
    expect(onChange).toHaveBeenLastCalledWith(
      {
        network: {
          outbound: { allow_host: ['api.example.com'], allow_port: [22] },
        },
      },
      true,
    );
  });

  it('says what it does not understand, and tells nothing meanwhile', async () => {
    const onChange = show();
    const hosts = await screen.findByRole('textbox', { name: /^Hosts/ });
    await paste(hosts, '*.example.com');
    expect(screen.getByRole('alert')).toHaveTextContent(
      '“*.example.com” is no host.',
    );
    expect(screen.queryByRole('list', { name: 'Connect' })).toBeNull();
    expect(onChange).toHaveBeenLastCalledWith(expect.anything(), false);
    await userEvent.clear(hosts);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('takes rows by keyboard, and goes on in the new one', async () => {
    const onChange = show();
    await screen.findByText('It can connect to nothing.');
    const add = screen.getByRole('button', { name: 'Add a destination' });
    act(() => add.focus());
    await userEvent.keyboard('{Enter}');
    const row = within(screen.getByRole('group', { name: 'Destination 1' }));
    expect(row.getByRole('textbox', { name: 'Host' })).toHaveFocus();
    await userEvent.keyboard('db.example.com{Tab}5432');
    expect(words('Connect')).toEqual([
      'It can connect to db.example.com, port 5432, by any protocol.',
    ]);
    await press('Add files');
    const files = within(screen.getByRole('group', { name: 'Files 1' }));
    await paste(
      files.getByRole('textbox', { name: 'Name of the volume' }),
      'notes',
    );
    await paste(
      files.getByRole('textbox', { name: 'Path in the sandbox' }),
      '/notes',
    );
    await press('Add a secret');
    const secret = within(screen.getByRole('group', { name: 'Secret 1' }));
    await paste(
      secret.getByRole('textbox', { name: 'Name of the secret' }),
      'notes-key',
    );
    await paste(secret.getByRole('textbox', { name: 'Variable' }), 'KEY');
    expect(words('Know')).toEqual([
      'It gets the secret notes-key, in a file that KEY names.',
    ]);
    expect(onChange).toHaveBeenLastCalledWith(
      {
        write: ['volume://notes:/notes'],
        network: {},
        sallyport: {
          egress: [{ host: 'db.example.com', port: 5432 }],
          secrets: { KEY: { secret: 'notes-key', as: 'file' } },
        },
      },
      true,
    );
    await press('Remove: Destination 1');
    expect(words('Connect')).toEqual(['It can connect to nothing.']);
    expect(
      screen.getByRole('button', { name: 'Add a destination' }),
    ).toHaveFocus();
  });

  it('takes bounds in MiB', async () => {
    const onChange = show();
    const memory = await screen.findByRole('textbox', { name: /Memory/ });
    await userEvent.type(memory, '256');
    await userEvent.tab();
    expect(words('Use up')[0]).toBe('It can use 256 MiB of memory.');
    expect(onChange).toHaveBeenLastCalledWith(
      {
        network: { mode: 'none' },
        sallyport: { limits: { memoryBytes: 256 * 1024 ** 2 } },
      },
      true,
    );
  });

  it('takes over a profile of ToolHive, and says what came of it', async () => {
    const onChange = show({ read: ['/srv/old'] });
    await userEvent.click(await screen.findByText(/^Take over a profile/));
    await paste(
      screen.getByRole('textbox', { name: /^Profile/ }),
      'privileged: true\nnetwork:\n  outbound:\n    allow_host: [a.example]\n',
    );
    await press('Take it over');
    expect(
      within(screen.getByRole('list', { name: 'What came of it' }))
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringContaining('privileged'),
      expect.stringContaining('hosts without ports'),
    ]);
    expect(onChange).toHaveBeenLastCalledWith(
      {
        network: {
          outbound: { allow_host: ['a.example'], allow_port: [443] },
        },
      },
      true,
    );
    expect(screen.getByRole('textbox', { name: /^Hosts/ })).toHaveValue(
      'a.example',
    );
  });

  it('leaves everything as it is where there is no profile', async () => {
    const onChange = show({ read: ['/srv/old'] });
    await userEvent.click(await screen.findByText(/^Take over a profile/));
    await paste(screen.getByRole('textbox', { name: /^Profile/ }), 'hello');
    await press('Take it over');
    expect(screen.getByText(/This is no permission profile/)).toBeVisible();
    expect(onChange).not.toHaveBeenCalled();
  });

  it('writes it as text to copy, for ToolHive with what is lost', async () => {
    show({
      network: { outbound: { allow_host: ['a.example'], allow_port: [443] } },
      sallyport: { limits: { pids: 9 } },
    });
    await userEvent.click(await screen.findByText('As text to copy'));
    expect(screen.getByText(/allow_host:\s+- a\.example/)).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'For ToolHive' }));
    expect(screen.getByText(/"insecure_allow_all": false/)).toBeVisible();
    expect(screen.getByText(/The bounds are lost/)).toBeVisible();
  });

  it('knows of the server that a path is missing', async () => {
    show({}, { run: { args: ['/workspace'] } });
    expect(
      await screen.findByText(
        /started with \/workspace, which will not be there/,
      ),
    ).toBeVisible();
  });
});
