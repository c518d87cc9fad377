import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { TokenCounter } from './TokenCounter';

const tool = (description: string, name = 'lookup') => ({
  name,
  description,
  inputSchema: {
    type: 'object',
    properties: { id: { type: 'string', description: 'Of the order' } },
  },
  digest: `sha256:${name}:${description.length}`,
  effect: 'reads' as const,
});

const price = async (...tools: Parameters<TokenCounter['price']>[0]) =>
  await TokenCounter.create().price([...tools]);

describe('TokenCounter', () => {
  it('counts what a model is shown: name, description, schema; not titles, annotations or the schema of results', async () => {
    const plain = tool('Finds an order by its number.');
    const [counted, decorated] = await price(plain, {
      ...plain,
      digest: 'sha256:other',
      title: 'Find an order',
      annotations: { readOnlyHint: true },
      outputSchema: { type: 'object' },
    });
    expect(counted).toEqual({
      ...plain,
      tokens: encode(
        JSON.stringify({
          name: plain.name,
          description: plain.description,
          parameters: plain.inputSchema,
        }),
      ).length,
    });
    expect(decorated.tokens).toBe(counted.tokens);
  });

  it('takes control tokens of models for text', async () => {
    const [counted] = await price(tool('Ends <|endoftext|> here'));
    expect(counted.tokens).toBeGreaterThan(20);
  });

  it.each([
    ['one endless word', 'a'.repeat(20_000)],
    ['only spaces', ' '.repeat(20_000)],
    ['only punctuation', '!'.repeat(20_000)],
    ['ideographs without a pause', '漢字'.repeat(10_000)],
  ])(
    'S5: counts %s, where the encoding alone takes its time squared',
    async (_, words) => {
      const [counted] = await price(tool(words));
      expect(counted.tokens).toBeGreaterThan(100);
      expect(counted.tokensEstimated).toBeUndefined();
    },
  );

  it('estimates what is too large to be counted whole, close to the truth', async () => {
    const words = 'Finds an order by its number. '.repeat(5_000);
    const [counted] = await price(tool(words));
    const real = encode(words).length;
    expect(counted.tokensEstimated).toBe(true);
    expect(counted.tokens / real).toBeGreaterThan(0.95);
    expect(counted.tokens / real).toBeLessThan(1.05);
  });

  it('counts only so much before it answers, and goes on where it stopped', async () => {
    const counter = TokenCounter.create();
    const words = 'Finds an order by its number. '.repeat(900);
    const tools = Array.from({ length: 40 }, (_, at) => tool(words, `t${at}`));
    const estimated = async () =>
      (await counter.price(tools)).filter(cost => cost.tokensEstimated).length;
    const first = await estimated();
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(40);
    expect(await estimated()).toBeLessThan(first);
  });
});
