import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ComplianceReport } from '../api/types';
import type { ReportApi } from '../api/ReportApi';
import { renderPage } from '../__testUtils__/renderPage';
import { ReportsPage } from './ReportsPage';

const REPORT: ComplianceReport = {
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-04-01T00:00:00.000Z',
  writtenAt: '2026-04-01T09:00:00.000Z',
  writtenFor: 'user:default/carol',
  isOfAll: true,
  sections: [
    {
      id: 'access',
      columns: ['server', 'owner', 'holder', 'purpose'],
      rows: Array.from({ length: 30 }, (_, index) => [
        'api:default/orders',
        'group:default/shop',
        `user:default/person-${index}`,
        'To look at orders',
      ]),
      total: 1200,
    },
    { id: 'stops', columns: ['kind', 'subject'], rows: [], total: 0 },
  ],
};

const asking = () =>
  jest.fn<
    ReturnType<ReportApi['getComplianceReport']>,
    Parameters<ReportApi['getComplianceReport']>
  >(async () => REPORT);

describe('ReportsPage', () => {
  beforeEach(() => {
    Object.assign(URL, {
      createObjectURL: jest.fn(() => 'blob:x'),
      revokeObjectURL: jest.fn(),
    });
  });

  it('shows the first rows of each table, and what there is none of', async () => {
    renderPage(<ReportsPage />, {
      registry: { getComplianceReport: asking() },
    });
    const access = within(
      await screen.findByRole('region', { name: 'Access' }),
    );
    expect(access.getAllByRole('row')).toHaveLength(21);
    expect(access.getByText(/first 20 of 1200/)).toBeVisible();
    expect(access.getByText('person-0')).toBeVisible();
    const stops = within(screen.getByRole('region', { name: 'Stops' }));
    expect(stops.getByText('None in this time')).toBeVisible();
    expect(stops.queryByRole('button')).toBeNull();
  });

  it('asks for whole days of the address, and saves files of them', async () => {
    const get = asking();
    const file = jest.fn(async () => new Blob(['x']));
    renderPage(<ReportsPage />, {
      at: '/?first=2026-01-01&last=2026-03-31',
      registry: {
        getComplianceReport: get,
        printComplianceReport: file,
        exportComplianceReport: file,
      },
    });
    await screen.findByRole('region', { name: 'Access' });
    const period = {
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-04-01T00:00:00.000Z',
    };
    expect(get).toHaveBeenCalledWith(period);
    await userEvent.click(screen.getByRole('button', { name: 'Save as PDF' }));
    expect(file).toHaveBeenLastCalledWith(period);
    await userEvent.click(
      screen.getByRole('button', { name: 'Save as CSV: Access' }),
    );
    expect(file).toHaveBeenLastCalledWith('access', period);
    expect(URL.createObjectURL).toHaveBeenCalledTimes(2);
  });

  it('says when there is no report, and offers to try again', async () => {
    const get = asking().mockRejectedValueOnce(new Error('It is down'));
    renderPage(<ReportsPage />, { registry: { getComplianceReport: get } });
    expect(
      await screen.findByText('The report could not be loaded'),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    expect(await screen.findByRole('region', { name: 'Access' })).toBeVisible();
  });
});
