// The people, agents, teams and servers of one month.
export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const MINUTE = 60_000;
/** A Monday. */
export const BEGIN = Date.UTC(2026, 8, 7);

const ROLES = [
  // share, calls on a day, spread from person to person, who works when, and how often late
  { role: 'developer', share: 0.45, pace: 32, starts: [7, 10], late: 0.04 },
  { role: 'support', share: 0.2, pace: 40, starts: [6, 13], late: 0.01 },
  { role: 'analyst', share: 0.15, pace: 24, starts: [7, 9], late: 0.02 },
  { role: 'operations', share: 0.1, pace: 28, starts: [6, 9], late: 0.05 },
  { role: 'manager', share: 0.1, pace: 8, starts: [7, 9], late: 0.03 },
];
const ZONES = [0, 0, 0, 1, 2, -5, -7, 5];

export function makeCompany(random, { people, days }) {
  const servers = Array.from({ length: 45 }, (_, i) => ({
    ref: `api:default/server-${i}`,
    tools: Array.from({ length: random.int(5, 22) }, (_u, t) => `tool_${t}`),
    isSensitive: random.chance(0.35),
    /** Some of its tools destroy; those are called seldom. */
    destructive: new Set(),
    /** Bytes of an ordinary answer. */
    size: random.about(6_000, 0.9),
    /** One in five runs at the gateway, and its connections are seen. */
    isHosted: random.chance(0.25),
    isOpen: false,
  }));
  // What is confidential is not open to everybody.
  for (const server of servers)
    server.isOpen = !server.isSensitive && random.chance(0.3);
  for (const server of servers)
    server.destructive = new Set(
      server.tools.filter(() => random.chance(0.12)),
    );
  const teams = Array.from({ length: 25 }, (_, i) => ({
    ref: `group:default/team-${i}`,
    servers: random.some(servers, random.int(5, 9)),
    zone: random.pick(ZONES),
  }));
  const joiners = new Set(random.some([...Array(people).keys()], 18));
  const movers = new Set(random.some([...Array(people).keys()], 12));
  const persons = Array.from({ length: people }, (_, i) => {
    let at = random.next();
    const kind = ROLES.find(({ share }) => (at -= share) < 0) ?? ROLES[0];
    const team = teams[i % teams.length];
    return {
      ...withTools(random, team),
      ref: `user:default/person-${i}`,
      kind,
      team,
      pace: random.about(kind.pace, 0.5),
      starts: random.int(...kind.starts) - team.zone,
      hours: random.int(7, 10),
      weekends: random.chance(0.06),
      joins: joiners.has(i) ? random.int(10, days - 8) : 0,
      moves:
        movers.has(i) && !joiners.has(i) ? random.int(18, days - 5) : undefined,
      nextTeam: random.pick(teams),
      away: random.chance(0.3) ? random.int(0, days) : undefined,
      awayDays: random.int(3, 12),
      onCall: kind.role === 'operations' && random.chance(0.5),
    };
  });
  const agents = Array.from({ length: 30 }, (_, i) => {
    const team = random.pick(teams);
    return {
      ...withTools(random, team, 2),
      ref: `component:default/agent-${i}`,
      team,
      hour: random.int(0, 23),
      calls: random.about(90, 0.7),
    };
  });
  return { servers, teams, persons, agents, days };
}

/** What of their team's servers somebody uses: a few tools often, others seldom. */
export function withTools(random, team, most = 5) {
  const used = random.some(team.servers, random.int(Math.min(2, most), most));
  return {
    used,
    favourites: used.flatMap(server =>
      random
        .some(server.tools, random.int(2, 5))
        .map(tool => ({ server, tool })),
    ),
  };
}
