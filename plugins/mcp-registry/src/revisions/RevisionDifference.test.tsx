import {
  diffRevisions,
  REVISION_CHANGES,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aHostedSnapshot } from '../__testUtils__/aHostedSnapshot';
import { aTool } from '../__testUtils__/examples';
import { renderPage } from '../__testUtils__/renderPage';
import { ApiProblem } from '../api/ApiProblem';
import type { McpRegistryApi } from '../api/McpRegistryApi';
import type { RevisionChange } from '../api/types';
import { RevisionDifference } from './RevisionDifference';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const aSide = (description: string, over: object = {}) => {
  const tool = aTool('search', { description, digest: digest(description[0]) });
  const { name, effect } = tool;
  return {
    snapshot: aHostedSnapshot({
      toolSurface: {
        tools: [
          { name, effect, digest: tool.digest, annotationsDigest: digest('a') },
        ],
      },
      ...over,
    }),
    toolSurface: { known: true, tools: [{ ...tool, annotationsDigest: '' }] },
  };
};
/** As the registry answers: what it computes of two revisions. */
const changes = JSON.parse(
  JSON.stringify(
    diffRevisions(
      aSide('a finds orders'),
      aSide('b finds\u200b orders and sends them', {
        riskTier: 'low',
        owner: 'group:default/finance',
        permissionProfile: {
          network: { outbound: { allow_host: ['files.example.com'] } },
        },
      }),
    ),
  ),
) as RevisionChange[];

function show(getRevisionDiff: McpRegistryApi['getRevisionDiff']) {
  const onSeen = jest.fn();
  renderPage(<RevisionDifference digest="sha256:new" onSeen={onSeen} />, {
    registry: { getRevisionDiff },
  });
  return onSeen;
}
const after = { digest: 'sha256:new', number: 3, state: 'submitted' as const };
const before = { digest: 'sha256:old', number: 2, state: 'approved' as const };

describe('RevisionDifference', () => {
  it('calls out what needs attention, then tells the words of each tool', async () => {
    const onSeen = show(async () => ({ before, after, changes }));
    const first = await screen.findByRole('list', {
      name: 'Look at this first',
    });
    expect(
      within(first)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(
      expect.arrayContaining([
        'OtherAnother owner: group:default/finance, before group:default/data-platform.',
        'MoreIt can connect to files.example.com, port 443.',
        expect.stringContaining('characters that nobody sees'),
      ]),
    );
    const tool = screen.getByRole('list', { name: 'Tool search' });
    const words = within(tool).getByRole('group');
    expect(words).toHaveTextContent(/removed: a\s*added: b finds/);
    expect(words).toHaveTextContent(/hidden character U\+200B/);
    expect(words).toHaveTextContent(/added: and sends them$/);
    expect(document.body.textContent).not.toContain('\u200b');
    expect(onSeen).toHaveBeenLastCalledWith('sha256:old');
    expect(
      screen.getByRole('region', {
        name: 'What changed since version 2 was approved',
      }),
    ).toBeVisible();
  });

  it('shows texts of a server as text', async () => {
    show(async () => ({
      before,
      after,
      changes: [
        {
          ...changes[0],
          code: 'tool.description',
          weight: 'normal',
          tool: 'x',
          values: { tool: '<img src=x onerror=alert(1)>$t(common.cancel)' },
          words: [{ kind: 'added', text: '<script>alert(1)</script>' }],
        },
      ],
    }));
    expect(await screen.findByText(/<script>alert/)).toBeVisible();
    expect(screen.getByText(/<img src=x.*\$t\(common.cancel\)/)).toBeVisible();
    expect(document.querySelector('img, script[src], ins script')).toBeNull();
  });

  it('has words for every change that the registry can tell', async () => {
    const codes = Object.keys(REVISION_CHANGES);
    show(async () => ({
      before,
      after,
      changes: [...codes, 'of.tomorrow'].map(code => ({
        ...changes[0],
        words: undefined,
        code,
        values: {},
        text: 'Said by the registry',
      })),
    }));
    await userEvent.click(
      await screen.findByRole('button', { name: /Show \d+ more/ }),
    );
    const said = screen
      .getAllByRole('listitem')
      .map(item => item.textContent ?? '');
    expect(said).toHaveLength(codes.length + 1);
    expect(said.filter(text => text.includes('revisionChange'))).toEqual([]);
    expect(said.at(-1)).toContain('Said by the registry');
  });

  it.each([
    ['nothing was approved before', { after, changes: [] }, /all of it is new/],
    ['nothing differs', { before, after, changes: [] }, /Nothing that matters/],
  ])('says where %s', async (_when, diff, text) => {
    show(async () => diff);
    expect(await screen.findByText(text)).toBeVisible();
  });

  it('says what went wrong, and tries again', async () => {
    let isDown = true;
    show(async () => {
      if (isDown) {
        throw new ApiProblem({ message: 'Out of order', status: 500 });
      }
      return { after, changes: [] };
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('Out of order');
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    expect(await screen.findByText(/all of it is new/)).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
