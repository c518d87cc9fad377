import { systemTree, type SystemNode } from './systemTree';

const system = (ref: string, ...via: string[]) => ({
  ...{ ref, title: ref, via, isKnown: true },
});
const shape = (nodes: SystemNode[]): unknown[] =>
  nodes.map(({ system: { ref }, through }) =>
    through.length > 0 ? [ref, shape(through)] : ref,
  );

describe('systemTree', () => {
  it('hangs each thing below that through which it is reached', () => {
    expect(
      shape(
        systemTree([
          ...[system('a'), system('b'), system('c', 'a')],
          ...[system('d', 'a', 'c'), system('e', 'b')],
        ]),
      ),
    ).toEqual([
      ['a', [['c', ['d']]]],
      ['b', ['e']],
    ]);
  });

  it('leaves nothing out that it cannot hang up', () => {
    expect(shape(systemTree([system('x', 'gone'), system('y', 'y')]))).toEqual([
      'x',
      'y',
    ]);
  });
});
