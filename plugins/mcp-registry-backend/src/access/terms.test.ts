import type { ToolSurface } from '@sallyport/backstage-plugin-mcp-registry-common';
import fc from 'fast-check';
import type { AccessTerms } from './AccessRequestStore';
import { checkTools, narrowTerms, type ToolSelectionInput } from './terms';

const NAMES = ['a', 'b', 'c', 'd'];

function surface(names: string[]): ToolSurface {
  return {
    known: true,
    tools: names.map(name => ({
      name,
      digest: '',
      annotationsDigest: '',
      effect: 'reads',
    })),
  };
}

const selection: fc.Arbitrary<ToolSelectionInput> = fc.oneof(
  fc.constant({ kind: 'all' as const }),
  fc.record({
    kind: fc.constant('named' as const),
    names: fc.array(fc.constantFrom(...NAMES, 'unknown')),
  }),
);

function attempt(
  options: Parameters<typeof narrowTerms>[0],
): AccessTerms | Error {
  try {
    return narrowTerms(options);
  } catch (error) {
    return error as Error;
  }
}

function isWithin(
  granted: AccessTerms['tools'],
  asked: ToolSelectionInput,
  known: string[],
): boolean {
  if (granted.kind === 'all') {
    return asked.kind === 'all';
  }
  return granted.names.every(
    name =>
      known.includes(name) &&
      (asked.kind === 'all' || asked.names?.includes(name)),
  );
}

describe('narrowTerms', () => {
  it('never grants more than was asked, nor a tool that is not there', () => {
    expect(() =>
      fc.assert(
        fc.property(
          selection,
          fc.integer({ min: 1, max: 365 }),
          fc.option(selection, { nil: undefined }),
          fc.option(fc.integer({ min: 1, max: 365 }), { nil: undefined }),
          fc.subarray(NAMES),
          (askedTools, askedDays, tools, durationDays, known) => {
            const asked = {
              tools: askedTools,
              durationDays: askedDays,
            } as AccessTerms;
            const outcome = attempt({
              asked,
              tools,
              durationDays,
              approved: surface(known),
            });
            if (outcome instanceof Error) {
              return /^terms\./.test((outcome as { code?: string }).code ?? '');
            }
            return (
              outcome.durationDays <= askedDays &&
              isWithin(outcome.tools, askedTools, known)
            );
          },
        ),
      ),
    ).not.toThrow();
  });
});

describe('checkTools', () => {
  it('takes names once, and none for the whole server', () => {
    expect(
      checkTools({ kind: 'named', names: ['a', 'a'] }, surface(['a'])),
    ).toEqual({ kind: 'named', names: ['a'] });
    expect(checkTools({ kind: 'all', names: ['a'] }, undefined)).toEqual({
      kind: 'all',
    });
  });

  it('needs a name, and tools that are known', () => {
    expect(() => checkTools({ kind: 'named' }, surface(['a']))).toThrow(
      'Name at least one tool',
    );
    expect(() =>
      checkTools({ kind: 'named', names: ['a'] }, { known: false, tools: [] }),
    ).toThrow('not known yet');
  });
});
