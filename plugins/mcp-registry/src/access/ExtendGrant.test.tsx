import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { AccessRequest, Grant } from '../api/types';
import { ExtendGrant } from './ExtendGrant';

const HOUR_MS = 3_600_000;
const grant = (fields: Partial<Grant>): Grant => ({
  ...{ id: 'g1', serverId: 's', serverRef: 'api:default/orders' },
  ...{ serverTitle: 'Orders', subject: 'user:default/alice' },
  ...{ tools: { kind: 'all' }, state: 'active', grantedBy: 'user:default/bob' },
  ...{ requestId: 'r', canRevoke: true },
  createdAt: new Date(Date.now() - 48 * HOUR_MS).toISOString(),
  expiresAt: new Date(Date.now() + 12 * HOUR_MS).toISOString(),
  extension: { canExtend: true, maxDays: 90, isExtended: false },
  ...fields,
});

describe('extending access', () => {
  it('is one click, announced on its last day', async () => {
    const asked: string[] = [];
    let changed = 0;
    renderPage(
      <ExtendGrant
        grant={grant({})}
        onChanged={() => {
          changed += 1;
        }}
      />,
      {
        registry: {
          extendGrant: async id => {
            asked.push(id);
            return { state: 'pending' } as AccessRequest;
          },
        },
      },
    );
    expect(await screen.findByText(/ends soon/)).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Extend as it is' }),
    );
    expect(asked).toEqual(['g1']);
    expect(changed).toBe(1);
  });

  it('says what was asked already, and offers nothing for what cannot be extended', async () => {
    renderPage(
      <>
        <ExtendGrant
          grant={grant({
            extension: {
              ...{ canExtend: false, maxDays: 90, isExtended: false },
              pendingRequestId: 'r2',
            },
          })}
          onChanged={() => {}}
        />
        <ExtendGrant
          grant={grant({ kind: 'break-glass', extension: undefined })}
          onChanged={() => {}}
        />
      </>,
      {},
    );
    expect(await screen.findByText(/Its owner decides/)).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
