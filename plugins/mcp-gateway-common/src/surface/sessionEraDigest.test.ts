/** @jest-environment node */
import { describeTool } from './describeTool';
import { sessionEraDigest } from './sessionEraDigest';

const tool = {
  name: 'count',
  description: 'Counts',
  inputSchema: { type: 'object' },
};

describe('sessionEraDigest', () => {
  it('is that of the tool without an output schema that is no object', async () => {
    const whole = await describeTool({
      ...tool,
      outputSchema: { type: 'integer' },
      annotations: { readOnlyHint: true },
    });
    expect(await sessionEraDigest(whole)).toBe(
      (await describeTool(tool)).digest,
    );
  });

  it.each([undefined, { type: 'object' }])(
    'is none where both eras see the same: %j',
    async outputSchema => {
      expect(await sessionEraDigest({ ...tool, outputSchema })).toBeUndefined();
    },
  );
});
