import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anItem, aRequest } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { MyRequests } from '../access/MyRequests';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { AccessRequest, ApprovalRuleState } from '../api/types';
import { OpenItems } from '../approvals/OpenItems';

const need = (
  over: Partial<ApprovalRuleState['alternatives'][0]['needs'][0]>,
) => ({
  ...{ who: 'reviewers', refs: ['group:default/security'], count: 1 },
  ...{ given: [], missing: 1 },
  ...over,
});
const OWNER: ApprovalRuleState = {
  ...{ policy: 'sallyport', rule: 'owner', isMet: true },
  alternatives: [
    {
      id: 'owner',
      needs: [
        need({
          ...{ who: 'owner', refs: ['group:default/data-platform'] },
          ...{ given: ['user:default/bob'], missing: 0 },
        }),
      ],
      ...{ isTicketMissing: false, isMet: true },
    },
  ],
};
const TWO: ApprovalRuleState = {
  ...{ policy: 'access', rule: 'two', title: 'What destroys takes two' },
  isMet: false,
  alternatives: [
    {
      id: 'two',
      needs: [need({ count: 2, given: ['user:default/chris'], missing: 1 })],
      ...{ isTicketMissing: false, isMet: false },
    },
    {
      id: 'ticket',
      needs: [need({ given: ['user:default/chris'], missing: 0 })],
      ...{ ticket: 'SEC-[0-9]+', isTicketMissing: true, isMet: false },
    },
  ],
};
const approval = (
  rules: ApprovalRuleState[],
  over: Partial<NonNullable<AccessRequest['approval']>> = {},
): NonNullable<AccessRequest['approval']> => ({
  ...{ decision: 'open', rules, waitsFor: [], steps: [] },
  ...{ needsFreshSignIn: false, isUnclear: false },
  ...over,
});
const TITLE = 'What this request needs';

async function open(
  request: Partial<AccessRequest>,
  registry: Partial<McpRegistryApi> = {},
) {
  renderPage(<OpenItems />, {
    registry: {
      listInbox: async () => ({
        items: [anItem({ accessRequest: aRequest(request) })],
        open: 1,
      }),
      ...registry,
    },
  });
  await screen.findByRole('group', { name: 'Decision' });
}

describe('what a request needs, in Approvals', () => {
  it('says nothing where the owner decides', async () => {
    await open({ approval: approval([{ ...OWNER, isMet: false }]) });
    expect(screen.queryByText(TITLE)).toBeNull();
    expect(screen.queryByLabelText('Number of a ticket')).toBeNull();
  });

  it('says who has to decide yet and by which rule, and what limits it', async () => {
    await open({
      approval: approval([OWNER, TWO], {
        ...{ maxDays: 14, needsFreshSignIn: true, isUnclear: true },
        noRule: 'refused-before',
      }),
    });
    const needs = screen.getByRole('list', { name: TITLE });
    expect(needs).toHaveTextContent(
      /Met.*The owner of the server agrees.*the owner’s side \(data-platform\) \(agreed: bob\)/,
    );
    expect(needs).toHaveTextContent(
      /Open.*What destroys takes two.*2 of the review team \(agreed: chris; 1 more is missing\).*or one of the review team \(agreed: chris\) with the number of a ticket/,
    );
    for (const text of [
      'It is granted for 14 days at most.',
      'Whoever approves it signs in again before.',
      /a person denied this access, or took it away/,
      /not known at the moment, so that more people are asked/,
    ]) {
      expect(screen.getByText(text)).toBeVisible();
    }
  });

  it('offers no longer time than a rule lets it be, and sends the ticket along', async () => {
    const decideAccessRequest = jest.fn<
      ReturnType<McpRegistryApi['decideAccessRequest']>,
      Parameters<McpRegistryApi['decideAccessRequest']>
    >(async () => aRequest({ state: 'pending' }));
    await open(
      { approval: approval([TWO], { maxDays: 14 }) },
      { decideAccessRequest },
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: /Number of a ticket/ }),
      ' SEC-7 ',
    );
    await userEvent.click(
      screen.getByRole('checkbox', { name: /refund_order/ }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve for less time' }),
    );
    expect(decideAccessRequest).toHaveBeenCalledWith('req-1', {
      ...{ decision: 'approve', tools: { kind: 'all' } },
      ...{ durationDays: 14, ticket: 'SEC-7' },
    });
    expect(
      await screen.findByText('You agreed. Others still have to decide.'),
    ).toBeVisible();
  });

  it('shows apart what policies that are only observed would need', async () => {
    await open({ observedApproval: approval([OWNER, TWO]) });
    const needs = screen.getByRole('list', {
      name: 'What policies that are only observed would need',
    });
    expect(within(needs).getByText('What destroys takes two')).toBeVisible();
  });
});

describe('what a request needs, in My access', () => {
  const show = async (request: Partial<AccessRequest>) => {
    renderPage(<MyRequests />, {
      registry: {
        listAccessRequests: async () => ({ items: [aRequest(request)] }),
      },
    });
    const [card] = await screen.findAllByRole('listitem');
    return card;
  };

  it('tells the one who asked whom it waits for', async () => {
    const card = await show({ approval: approval([OWNER, TWO]) });
    expect(within(card).getByRole('list', { name: TITLE })).toHaveTextContent(
      '1 more is missing',
    );
  });

  it('tells by which rule it was decided', async () => {
    const card = await show({
      ...{ state: 'approved', decidedBy: 'policy:access/quick' },
      decidedAt: '2026-01-01T10:00:00.000Z',
      approval: approval(
        [{ ...TWO, rule: 'quick', title: 'Reading is quick', isMet: true }],
        { decision: 'approved', isUnclear: true },
      ),
    });
    expect(
      within(card).getByRole('list', { name: 'By what it was decided' }),
    ).toHaveTextContent('Reading is quick');
    expect(card).toHaveTextContent('policy:access/quick');
    expect(card).not.toHaveTextContent('not known at the moment');
  });
});
