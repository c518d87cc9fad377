import fc from 'fast-check';

describe('property tests', () => {
  it('draw their cases from a seed that is given', () => {
    const { seed } = fc.readConfigureGlobal();
    expect(seed).toBe(Number(process.env.SALLYPORT_PROPERTY_SEED ?? 20261129));
    const drawn = () => fc.sample(fc.nat(), { numRuns: 5, seed });
    expect(drawn()).toEqual(drawn());
  });
});
