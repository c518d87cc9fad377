import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aServer } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ExportDefinition } from './ExportDefinition';

describe('ExportDefinition', () => {
  it('saves the file, and says what is lost in it', async () => {
    const asked: string[][] = [];
    URL.createObjectURL = () => 'blob:x';
    URL.revokeObjectURL = () => {};
    const saved: string[] = [];
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push(this.download);
      });
    const shown = aServer();
    renderPage(<ExportDefinition server={shown} />, {
      registry: {
        exportDefinition: async (ref, format) => {
          asked.push([ref, format]);
          return {
            ...{ format, of: 'approved', fileName: 'orders.yaml', text: 'x' },
            remarks: [{ code: 'a', values: {}, text: 'The bounds are lost.' }],
            definition: {
              ...{ name: 'orders', description: 'Orders', owner: 'shop' },
              ...{ riskTier: 'low', dataClassification: 'public' },
            },
          };
        },
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Save definition' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /ToolHive/ }),
    );
    expect(await screen.findByText('orders.yaml was saved.')).toBeVisible();
    expect(screen.getByText('The bounds are lost.')).toBeVisible();
    expect(saved).toEqual(['orders.yaml']);
    expect(asked).toEqual([[shown.serverRef, 'toolhive']]);
  });
});
