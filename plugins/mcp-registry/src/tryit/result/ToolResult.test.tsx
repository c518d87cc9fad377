import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__/renderPage';
import type { ToolAnswer } from '../toolSession';
import { ToolResult } from './ToolResult';

jest.setTimeout(30_000);

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const text = (words: string) => ({ type: 'text', text: words });

async function show(answer: ToolAnswer) {
  renderPage(<ToolResult answer={answer} toolName="lookup" />, {});
  await screen.findByText('The whole answer as JSON');
}

const orders = [
  { id: 'A-1', total: 12.5, tags: ['new', 'paid'] },
  { id: 'A-2', total: 0, note: null },
];

describe('ToolResult', () => {
  it.each<[string, ToolAnswer]>([
    ['as structured content', { content: [], structuredContent: { orders } }],
    ['as a list', { content: [], structuredContent: orders }],
    ['as JSON text', { content: [text(JSON.stringify(orders))] }],
    [
      'as both: once',
      {
        content: [text(JSON.stringify({ orders }))],
        structuredContent: { orders },
      },
    ],
  ])('shows flat objects as a table: %s', async (_, answer) => {
    await show(answer);
    const table = within(screen.getByRole('grid'));
    expect(
      table.getAllByRole('columnheader').map(cell => cell.textContent),
    ).toEqual(['id', 'total', 'tags', 'note']);
    expect(
      table
        .getAllByRole('row')
        .slice(1)
        .map(row => row.textContent),
    ).toEqual(['A-112.5new, paid–', 'A-20––']);
  });

  it('shows other JSON as JSON, and text as it came', async () => {
    await show({ content: [text('{"a":{"b":{"c":1}}}'), text('**no** 42')] });
    expect(screen.getByText(/"c": 1/)).toBeVisible();
    expect(screen.getByText('**no** 42')).toBeVisible();
    expect(screen.queryByRole('grid')).toBeNull();
  });

  it('says that a tool’s answer is an error, or that it is empty', async () => {
    await show({ content: [], isError: true });
    expect(screen.getByText('The tool answered with an error')).toBeVisible();
    expect(screen.getByText(/its answer is empty/)).toBeVisible();
  });

  it('shows pictures of the answer, and of its resources', async () => {
    await show({
      content: [
        { type: 'image', mimeType: 'image/png', data: PIXEL },
        {
          type: 'resource',
          resource: { uri: 'file:///p', mimeType: 'image/png', blob: PIXEL },
        },
        {
          type: 'resource',
          resource: { uri: 'file:///t', mimeType: 'text/html', text: '<b>hi' },
        },
        { type: 'resource_link', uri: 'https://evil.example/x', name: 'x' },
      ],
    });
    const pictures = screen.getAllByRole('img');
    expect(pictures.map(picture => picture.getAttribute('src'))).toEqual([
      `data:image/png;base64,${PIXEL}`,
      `data:image/png;base64,${PIXEL}`,
    ]);
    expect(screen.getByText('<b>hi')).toBeVisible();
    expect(screen.queryAllByRole('link')).toHaveLength(0);
  });

  it.each([
    ['a picture that can run', 'image/svg+xml', 'PHN2Zy8+'],
    ['an address in the place of data', 'image/png', 'https://evil.example/p'],
    ['a type that breaks out', 'image/png" onerror="alert(1)', PIXEL],
    ['a web page', 'text/html', 'PGI+'],
  ])('A2: does not show %s', async (_, mimeType, data) => {
    await show({
      content: [
        { type: 'image', mimeType, data },
        { type: 'audio', mimeType, data },
        { type: 'resource', resource: { uri: 'x', mimeType, blob: data } },
      ],
    });
    expect(
      document.querySelectorAll('img, audio, iframe, object'),
    ).toHaveLength(0);
    expect(screen.getAllByText(/^Not shown here/)).toHaveLength(3);
  });

  it('A2: markup anywhere in an answer is text', async () => {
    const words = '<img src=x onerror=alert(1)><script>alert(1)</script>';
    await show({
      content: [
        text(words),
        text(JSON.stringify([{ [words]: words }])),
        { type: words },
        { type: 'resource_link', uri: words },
      ],
      structuredContent: { [words]: { deep: { deeper: words } } },
    });
    expect(screen.getAllByText(words).length).toBeGreaterThan(2);
    expect(document.querySelectorAll('img, script')).toHaveLength(0);
  });

  it('S5: only so much of a large answer enters the page', async () => {
    const rows = Array.from({ length: 5_000 }, (_, id) => ({ id }));
    const wide = [
      Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`c${at}`, at])),
    ];
    await show({
      content: [
        text('x'.repeat(5_000_000)),
        text(JSON.stringify(rows)),
        text(JSON.stringify(wide)),
        ...Array.from({ length: 500 }, () => text('more')),
      ],
    });
    expect(document.querySelectorAll('*').length).toBeLessThan(3_000);
    expect(document.body.textContent?.length).toBeLessThan(50_000);
    expect(screen.getByText('Rows 50 of 5000')).toBeVisible();
    expect(screen.getByText('70 more columns are not shown.')).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show more rows' }),
    );
    expect(screen.getByText('Rows 100 of 5000')).toBeVisible();
  });

  it('writes the whole answer out when somebody looks', async () => {
    await show({ content: [text('hello')], structuredContent: { n: 1 } });
    expect(screen.queryByText(/structuredContent/)).toBeNull();
    await userEvent.click(screen.getByText('The whole answer as JSON'));
    expect(await screen.findByText(/structuredContent/)).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Save as a file' }),
    ).toBeVisible();
  });
});
