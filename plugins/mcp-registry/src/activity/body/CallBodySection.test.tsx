import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCall } from '../../__testUtils__/examples';
import { renderPage } from '../../__testUtils__/renderPage';
import { ApiProblem } from '../../api/ApiProblem';
import type { McpGatewayApi } from '../../api/McpGatewayApi';
import type { Call, CallBody, CallBodyStatus } from '../../api/types';
import { CallBodySection } from './CallBodySection';
import { shownText } from './shownText';

const KEPT: CallBodyStatus = {
  policy: 'redacted',
  state: 'kept',
  retentionDays: 30,
  mayRead: true,
  reads: [],
};
const BODY: CallBody = {
  callId: 'call-1',
  text: '{}',
  hexKey: 'a'.repeat(64),
  proof: 'matches',
  arguments: {
    text: '{"order":4711,"password":"[masked]"}',
    bytes: 120,
    isCut: false,
    masked: 1,
  },
  result: {
    text: '{"content":[{"type":"text","text":"<b>shipped</b>"}]}',
    bytes: 3_000_000,
    isCut: true,
    masked: 0,
  },
};

function show(
  status: Partial<CallBodyStatus>,
  options: { call?: Partial<Call>; gateway?: Partial<McpGatewayApi> } = {},
) {
  const getCallBodyStatus = jest.fn(async () => ({ ...KEPT, ...status }));
  const readCallBody = jest.fn(async () => BODY);
  renderPage(
    <CallBodySection
      call={aCall({
        ...{ serverId: 'srv-1', recording: 'redacted' },
        ...options.call,
      })}
    />,
    { gateway: { getCallBodyStatus, readCallBody, ...options.gateway } },
  );
  return { getCallBodyStatus, readCallBody };
}

const reveal = async () =>
  await userEvent.click(
    await screen.findByRole('button', { name: 'Show arguments and result' }),
  );

describe('CallBodySection', () => {
  it.each([
    [{ state: 'pending' }, 'They are being written'],
    [{ state: 'lost' }, 'the gateway ended before it could write them'],
    [{ state: 'lost', why: 'queue' }, 'too many calls waited'],
    [{ state: 'lost', why: 'new-reason' }, 'the gateway ended before'],
    [{ state: 'deleted' }, 'kept for 30 days'],
    [{ state: 'missing' }, 'somebody has taken them away'],
    [{ mayRead: false }, 'mcp.call.body.read'],
  ] as const)('says why they are not there: %j', async (status, text) => {
    show(status);
    expect(await screen.findByText(new RegExp(text))).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says so where the policy was to keep nothing, and asks nobody', async () => {
    const { getCallBodyStatus } = show({}, { call: { recording: undefined } });
    expect(await screen.findByText(/Nothing was kept of them/)).toBeVisible();
    expect(getCallBodyStatus).not.toHaveBeenCalled();
  });

  it.each([{ method: 'tools/list' }, { serverId: undefined }])(
    'is not there for a call with %j',
    async call => {
      show({}, { call });
      await waitFor(() =>
        expect(screen.queryByText('Arguments and result')).toBeNull(),
      );
    },
  );

  it('shows nothing before it is asked for, and says that asking is recorded', async () => {
    const { getCallBodyStatus, readCallBody } = show({});
    expect(
      await screen.findByText(/That you read them is recorded/),
    ).toBeVisible();
    expect(readCallBody).not.toHaveBeenCalled();
    await reveal();
    const args = await screen.findByRole('region', { name: 'Arguments' });
    expect(args).toHaveTextContent('"order": 4711');
    expect(screen.getByText('1 place masked')).toBeVisible();
    // What a server sends is text, whatever it looks like (A2).
    expect(screen.getByRole('region', { name: 'Result' })).toHaveTextContent(
      '<b>shipped</b>',
    );
    expect(screen.getByText(/Not all of it: .* were sent/)).toBeVisible();
    expect(
      screen.getByText(/its digest in the audit log matches/),
    ).toBeVisible();
    expect(readCallBody).toHaveBeenCalledTimes(1);
    // Who has read it is looked up again: it is me.
    expect(getCallBodyStatus).toHaveBeenCalledTimes(2);
    await waitFor(() =>
      expect(
        screen.getByRole('group', { name: 'Arguments and result' }),
      ).toHaveFocus(),
    );
  });

  it('warns where it is not what was recorded', async () => {
    show(
      {},
      {
        gateway: { readCallBody: async () => ({ ...BODY, proof: 'differs' }) },
      },
    );
    await reveal();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It is NOT what was recorded',
    );
  });

  it('says in the gateway’s words why it cannot be shown, and can be asked again', async () => {
    const readCallBody = jest
      .fn(async () => BODY)
      .mockRejectedValueOnce(
        new ApiProblem({
          status: 503,
          message: 'That you read this could not be written down',
        }),
      );
    show({}, { gateway: { readCallBody } });
    await reveal();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'That you read this could not be written down',
    );
    await reveal();
    expect(
      await screen.findByRole('region', { name: 'Arguments' }),
    ).toBeVisible();
  });

  it('shows who has read it', async () => {
    show({
      reads: [{ by: 'user:default/carol', at: '2026-01-01T11:00:00.000Z' }],
    });
    expect(await screen.findByText('Read by')).toBeVisible();
    expect(await screen.findByText(/carol/i)).toBeVisible();
  });
});

describe('shownText', () => {
  it('leaves text as it is where lines would change it, and writes out what cannot be seen', () => {
    expect(shownText('{"a":1}')).toBe('{\n  "a": 1\n}');
    const exact = '{"id":12345678901234567890}';
    expect(shownText(exact)).toBe(exact);
    expect(shownText('data: {"a"')).toBe('data: {"a"');
    expect(shownText('pay \u202egro.elpmaxe\u0000')).toBe(
      'pay ⟨U+202E⟩gro.elpmaxe⟨U+0000⟩',
    );
  });
});
