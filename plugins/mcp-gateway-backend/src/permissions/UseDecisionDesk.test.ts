import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { mcpServerConditions } from '@sallyport/backstage-plugin-mcp-registry-node';
import { TestClock } from '../tokens/__testUtils__/TestClock';
import { UseDecisionDesk } from './UseDecisionDesk';
import type { UseDecision } from './UseDecisionStore';

const ALICE = 'user:default/alice';
const when = (conditions: object): PolicyDecision =>
  ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'mcp-registry',
    resourceType: 'mcp-server',
    conditions,
  } as PolicyDecision);
const owned = (claims: string[]) =>
  when(mcpServerConditions.isServerOwner({ claims }));

function setUp(options: { said?: PolicyDecision; isOn?: boolean } = {}) {
  const { said = { result: AuthorizeResult.ALLOW }, isOn = true } = options;
  const kept: UseDecision[] = [];
  const clock = new TestClock();
  const logger = mockServices.logger.mock();
  const permissions = mockServices.permissions.mock({
    authorizeConditional: async () => [said],
  });
  const store = {
    put: jest.fn(async (row: Omit<UseDecision, 'sequence'>) => ({
      ...row,
      sequence: 1,
    })),
    deleteAskedBefore: jest.fn(async () => {}),
  };
  const decisions = { take: (row: UseDecision) => void kept.push(row) };
  const desk = UseDecisionDesk.create({
    ...{ permissions, store, decisions, isOn, clock, logger },
  });
  const caller = (actor?: { subject: string }) => ({
    userEntityRef: ALICE,
    credentials: mockCredentials.user(ALICE, actor && { actor }),
  });
  return { desk, kept, clock, logger, permissions, store, caller };
}

describe('UseDecisionDesk', () => {
  it('asks as the person, and keeps what was said and when it was asked', async () => {
    const { desk, kept, clock, permissions, caller } = setUp({
      said: owned([ALICE]),
    });
    const askedAt = clock.now();
    permissions.authorizeConditional.mockImplementationOnce(async () => {
      clock.advance(5_000);
      return [owned([ALICE])];
    });
    await desk.keep(caller());
    expect(permissions.authorizeConditional).toHaveBeenCalledWith(
      [{ permission: expect.objectContaining({ name: 'mcp.server.use' }) }],
      { credentials: mockCredentials.user(ALICE) },
    );
    expect(kept).toEqual([
      {
        userRef: ALICE,
        decision: JSON.stringify(owned([ALICE])),
        askedAt,
        sequence: 1,
      },
    ]);
  });

  it.each([
    [
      'a no',
      { result: AuthorizeResult.DENY } as const,
      /do not let you use MCP servers/,
    ],
    [
      'a rule that there is not',
      when({ rule: 'IS_FRIDAY', resourceType: 'mcp-server' }),
      /There is no rule IS_FRIDAY/,
    ],
    [
      'more than is kept',
      owned(Array.from({ length: 800 }, (_, at) => `group:default/team-${at}`)),
      /16384 characters/,
    ],
  ] as [string, PolicyDecision, RegExp][])(
    'gives nothing to call with where the policy says %s, and calls are refused from now on',
    async (_, said, message) => {
      const { desk, kept, caller } = setUp({ said });
      await expect(desk.keep(caller())).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringMatching(message),
      });
      expect(kept).toHaveLength(1);
      expect(kept[0].decision.length).toBeLessThanOrEqual(16_384);
      expect(kept[0].decision).not.toContain('ALLOW');
    },
  );

  it('keeps nothing where the permission framework is off: it would be a yes that nobody said', async () => {
    const { desk, kept, permissions, caller } = setUp({ isOn: false });
    await desk.keep(caller());
    await desk.refresh(caller());
    expect(kept).toEqual([]);
    expect(permissions.authorizeConditional).not.toHaveBeenCalled();
  });

  it('gives nothing where the portal cannot be asked', async () => {
    const { desk, permissions, caller } = setUp();
    permissions.authorizeConditional.mockRejectedValue(new Error('down'));
    await expect(desk.keep(caller())).rejects.toThrow('down');
  });

  it('asks again without harm: a page is shown all the same', async () => {
    const { desk, kept, permissions, logger, caller } = setUp();
    await desk.refresh(caller());
    expect(kept).toHaveLength(1);
    permissions.authorizeConditional.mockRejectedValueOnce(new Error('down'));
    await desk.refresh(caller());
    expect(kept).toHaveLength(1);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('asks once for lists that a page wants at once, and again for the next page', async () => {
    const { desk, permissions, caller } = setUp();
    await Promise.all([1, 2, 3].map(() => desk.refresh(caller())));
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
    await desk.refresh(caller());
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(2);
  });

  it('D9: does not ask because something that acts for the person looks at their lists', async () => {
    const { desk, permissions, caller } = setUp();
    await desk.refresh(caller({ subject: 'plugin:mcp-actions' }));
    expect(permissions.authorizeConditional).not.toHaveBeenCalled();
  });

  it('keeps decisions for longer than anything that people hold lives', async () => {
    const { desk, store, clock } = setUp();
    await desk.cleanUp();
    expect(store.deleteAskedBefore).toHaveBeenCalledWith(
      clock.now() - 400 * 86_400_000,
    );
  });
});
