import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anItem, aRevision } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { ApprovalRuleState, Revision } from '../api/types';
import { OpenItems } from '../approvals/OpenItems';

const need = (
  over: Partial<ApprovalRuleState['alternatives'][0]['needs'][0]>,
) => ({
  ...{ who: 'reviewers', refs: ['group:default/security'], count: 1 },
  ...{ given: [], missing: 1 },
  ...over,
});
const REVIEW: ApprovalRuleState = {
  ...{ policy: 'sallyport', rule: 'review', isMet: false },
  alternatives: [
    { id: 'review', needs: [need({})], isTicketMissing: false, isMet: false },
  ],
};
const TWO: ApprovalRuleState = {
  ...{ policy: 'company', rule: 'two', title: 'Two, or a ticket' },
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
    {
      id: 'owners',
      needs: [
        need({ who: 'data-owners', refs: [], system: 'system:default/bank' }),
      ],
      ...{ isTicketMissing: false, isMet: false },
    },
  ],
};
const state = (...rules: ApprovalRuleState[]): Revision['approval'] => ({
  decision: 'open',
  ...{ rules, waitsFor: [], steps: [] },
});

async function open(
  revision: Partial<Revision>,
  registry: Partial<McpRegistryApi> = {},
) {
  renderPage(<OpenItems />, {
    registry: {
      listInbox: async () => ({
        items: [
          anItem({
            kind: 'revision',
            accessRequest: undefined,
            revision: aRevision({ state: 'submitted', ...revision }),
          }),
        ],
        open: 1,
      }),
      ...registry,
    },
  });
  await screen.findByRole('group', { name: 'Decision' });
}

describe('ApprovalNote', () => {
  it('says nothing where one of the review team decides', async () => {
    await open({ approval: state(REVIEW) });
    expect(screen.queryByText('What this version needs')).toBeNull();
    expect(screen.queryByLabelText('Number of a ticket')).toBeNull();
  });

  it('says which rule needs whom, who agreed, and who is missing', async () => {
    await open({ approval: state(REVIEW, TWO) });
    const needs = screen.getByRole('list', { name: 'What this version needs' });
    expect(needs).toHaveTextContent('Every version is reviewed');
    expect(needs).toHaveTextContent(
      /Two, or a ticket.*2 of the review team \(agreed: chris; 1 more is missing\)/,
    );
    expect(needs).toHaveTextContent(
      /or one of the review team \(agreed: chris\) with the number of a ticket/,
    );
    expect(needs).toHaveTextContent(
      'the owner of bank, of whom the catalog knows nothing',
    );
  });

  it('shows apart what would be needed by policies that are observed', async () => {
    await open({
      approval: state(REVIEW),
      observedApproval: state(REVIEW, TWO),
    });
    const needs = screen.getByRole('list', {
      name: 'What policies that are only observed would need',
    });
    expect(within(needs).getByText('Two, or a ticket')).toBeVisible();
    expect(needs).not.toHaveTextContent('Every version is reviewed');
  });

  it('sends the ticket along', async () => {
    const decideRevision = jest.fn(async () =>
      aRevision({ state: 'approved' }),
    );
    await open({ approval: state(TWO) }, { decideRevision });
    await userEvent.type(
      screen.getByRole('textbox', { name: /Number of a ticket/ }),
      ' SEC-7 ',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve this version' }),
    );
    expect(decideRevision).toHaveBeenCalledWith(
      expect.any(String),
      expect.objectContaining({ decision: 'approve', ticket: 'SEC-7' }),
    );
  });
});
