import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { AccessPolicy, AccessPreviewItem } from '../api/types';
import { AccessPolicies } from './AccessPolicies';

const POLICY: AccessPolicy = {
  ...{ id: 'access', title: 'Access by risk', mode: 'observe' },
  digest: `sha256:${'a'.repeat(64)}`,
  rules: [
    {
      ...{ id: 'quick', title: 'Reading is quick', insteadOfOwner: true },
      ...{ freshSignIn: false, time: [] },
      when: {
        ...{ risk: ['low'], onlyEffects: ['reads'], daysUpTo: 7 },
        ...{ from: ['owner', 'department'], for: ['person'] },
      },
      anyOf: [{ id: 'itself', by: [{ who: 'rule', count: 1 }] }],
    },
    {
      ...{ id: 'two', insteadOfOwner: false, freshSignIn: true, maxDays: 14 },
      when: { effects: ['destroys'], memberOf: ['group:default/guests'] },
      anyOf: [
        { id: 'two', by: [{ who: 'reviewers', count: 2 }] },
        {
          ...{ id: 'ticket', ticket: 'SEC-[0-9]+' },
          by: [{ who: 'reviewers', count: 1 }],
        },
      ],
      time: [{ afterHours: 24, do: 'remind' }],
    },
  ],
};
const state = (rule: string): AccessPreviewItem['enforced'] => ({
  ...{ decision: 'open', waitsFor: [], steps: [] },
  ...{ needsFreshSignIn: false, isUnclear: false },
  rules: [{ policy: 'access', rule, isMet: false, alternatives: [] }],
});

function show(registry: Partial<McpRegistryApi> = {}) {
  renderPage(<AccessPolicies />, {
    registry: {
      listAccessPolicies: async () => ({ items: [POLICY], mayPreview: true }),
      ...registry,
    },
  });
}

describe('AccessPolicies', () => {
  it('says what holds where nothing is configured, and has nothing to look at before', async () => {
    show({
      listAccessPolicies: async () => ({ items: [], mayPreview: true }),
    });
    expect(
      await screen.findByText(/the owner of the server decides/),
    ).toBeVisible();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('says each rule in words, with its limits and its mode', async () => {
    show();
    const list = await screen.findByRole('list', {
      name: 'Policies about access',
    });
    expect(list).toHaveTextContent(/Access by risk.*Only observed/);
    expect(list).toHaveTextContent(
      /the risk is low; no tool does anything but: reads; for 7 days at most; for a person; of the owner’s side, of the owner’s department/,
    );
    expect(list).toHaveTextContent('the rule itself, in place of the owner');
    expect(list).toHaveTextContent(
      /a tool destroys things; who asks is of group:default\/guests/,
    );
    expect(list).toHaveTextContent(
      /2 of the review team or one of the review team with the number of a ticket \(SEC-\[0-9\]\+\), beside the owner/,
    );
    expect(list).toHaveTextContent(
      'It is granted for 14 days at most. Whoever approves it signs in again before.',
    );
    expect(list).toHaveTextContent('after 24 hours: a reminder');
  });

  it('shows on demand what each open request would need', async () => {
    const previewAccessPolicies = jest.fn(async () => ({
      items: [
        {
          ...{ id: 'req-1', serverRef: 'api:default/orders', title: 'Orders' },
          requestedBy: 'user:default/alice',
          subject: 'group:default/web-team',
          asked: { tools: { kind: 'all' as const }, durationDays: 30 },
          createdAt: '2026-01-01T10:00:00.000Z',
          ...{ risk: 'low' as const, kind: 'new' as const, isChanged: true },
          ...{ enforced: state('now'), observed: state('then') },
        },
      ],
    }));
    show({ previewAccessPolicies });
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'What would each open request need?',
      }),
    );
    const table = await screen.findByRole('table', {
      name: 'What each open request needs',
    });
    expect(table).toHaveTextContent(/alice for web-team.*orders.*30 days/);
    expect(table).toHaveTextContent(
      /Rule now of access.*It would wait.*Rule then of access/,
    );
  });
});
