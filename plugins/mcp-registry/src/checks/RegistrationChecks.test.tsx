import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../__testUtils__/renderPage';
import type { CheckPreview, ServerDefinition } from '../api/types';
import { definitionOf } from './definitionOf';
import { RegistrationChecks } from './RegistrationChecks';

const FILLED = {
  name: 'tickets',
  title: 'Tickets',
  description: 'Looks up tickets',
  owner: 'group:default/web-team',
  tags: [],
  riskTier: 'low',
  dataClassification: 'internal',
  kind: 'address',
  upstreamUrl: 'https://tickets.example.com/mcp',
  // Left over from before somebody changed their mind.
  package: { identifier: 'x', version: '1.0.0' },
};

function aPreview(over: Partial<CheckPreview> = {}): CheckPreview {
  return {
    probed: false,
    toolSurface: { known: false, tools: [] },
    risk: { tier: 'low' },
    gate: {
      decision: 'held',
      reasons: [
        { checkId: 'remote', code: 'failed', text: 'x' },
        { checkId: 'tool-surface', code: 'not-checked', text: 'x' },
      ],
    },
    items: [
      {
        ...{ id: 'tool-surface', version: '1', title: 'Tool surface' },
        ...{ motivation: 'why', remedy: 'read it', required: true },
        state: 'waiting',
      },
      {
        ...{ id: 'remote', version: '1', title: 'Where it runs' },
        ...{ motivation: 'why', remedy: 'Use TLS.', required: true },
        state: 'done',
        outcome: 'fail',
        summary: 'Others can read along.',
        findings: [],
      },
    ],
    ...over,
  };
}

const render = (
  form: object,
  previewChecks: (
    definition: ServerDefinition,
    options: { probe: boolean },
  ) => Promise<CheckPreview>,
) =>
  renderPage(<RegistrationChecks formContext={{ formData: form } as never} />, {
    registry: { previewChecks },
  });

describe('RegistrationChecks', () => {
  it('says what is found and what to do, as soon as there is something to look at', async () => {
    const asked: unknown[] = [];
    render(FILLED, async (definition, { probe }) => {
      asked.push({ definition, probe });
      return aPreview();
    });
    expect(await screen.findByText('Others can read along.')).toBeVisible();
    expect(screen.getByText('Use TLS.')).toBeInTheDocument();
    // What waits for the trial run is no reason yet.
    expect(screen.getByText(/Where it runs: it failed/)).toBeVisible();
    expect(screen.queryByText(/Tool surface: it was not done/)).toBeNull();
    expect(asked).toEqual([
      {
        probe: false,
        definition: {
          name: 'tickets',
          title: 'Tickets',
          description: 'Looks up tickets',
          owner: 'group:default/web-team',
          riskTier: 'low',
          dataClassification: 'internal',
          upstream: {
            type: 'streamable-http',
            url: 'https://tickets.example.com/mcp',
          },
        },
      },
    ]);
  });

  it('tries it out when somebody asks, and says how that went', async () => {
    render(FILLED, async (_, { probe }) =>
      probe
        ? aPreview({
            probed: true,
            toolSurface: {
              known: false,
              tools: [],
              probeError: 'Nobody answers there.',
            },
          })
        : aPreview(),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try it out' }),
    );
    expect(
      await screen.findByText(
        'It could not be tried out: Nobody answers there.',
      ),
    ).toBeVisible();
    expect(screen.getByText(/Tool surface: it was not done/)).toBeVisible();
  });

  it('says what is missing, and what went wrong', async () => {
    const { unmount } = render({ ...FILLED, upstreamUrl: 'tick' }, async () => {
      throw new Error('never asked');
    });
    expect(await screen.findByText(/Fill in what is asked for/)).toBeVisible();
    unmount();
    render(FILLED, async () => {
      throw new Error('You have had this checked very often just now.');
    });
    expect(
      await screen.findByText('The checks could not look at it'),
    ).toBeVisible();
  });
});

describe('definitionOf', () => {
  it('takes the package where it is one, without what was left empty', () => {
    expect(
      definitionOf({
        ...FILLED,
        kind: 'package',
        package: { registry: 'npm', identifier: 'x', version: '1.0.0' },
        run: { command: '', args: [] },
        isolation: 'shared',
      }),
    ).toEqual({
      name: 'tickets',
      title: 'Tickets',
      description: 'Looks up tickets',
      owner: 'group:default/web-team',
      riskTier: 'low',
      dataClassification: 'internal',
      package: { registry: 'npm', identifier: 'x', version: '1.0.0' },
      isolation: 'shared',
    });
  });

  it.each([
    ['nothing', undefined],
    ['no name', { ...FILLED, name: '' }],
    [
      'no version',
      { ...FILLED, kind: 'package', package: { identifier: 'x' } },
    ],
    ['no kind', { ...FILLED, kind: undefined }],
  ])('waits for more where there is %s', (_, form) => {
    expect(definitionOf(form)).toBeUndefined();
  });
});
