// The ordinary traffic of a month, with what is strange about it and yet nobody's fault.
import { BEGIN, DAY, HOUR, MINUTE, withTools } from './company.mjs';

let counter = 0;
/** A fact about a call. */
export function call(who, server, tool, at, more = {}) {
  counter += 1;
  return {
    kind: 'call',
    id: `call-${counter}`,
    at: Math.floor(at),
    who: who.ref,
    groups: who.ref.startsWith('user:') ? [who.team.ref] : [],
    serverRef: server.ref,
    tool,
    isAllowed: true,
    reason: 'granted',
    isFailed: false,
    responseBytes: 0,
    isSensitive: server.isSensitive,
    isDestructive: server.destructive.has(tool),
    objections: [],
    ...more,
  };
}

export const refused = { isAllowed: false, reason: 'grant.none' };

export function ordinaryTraffic(random, company) {
  const facts = [];
  const holidays = new Set([random.int(3, 40), random.int(3, 40)]);
  for (const person of company.persons)
    month(random, company, person, holidays, facts);
  for (const agent of company.agents) nights(random, company, agent, facts);
  ofServers(random, company, facts);
  return facts;
}

function month(random, company, person, holidays, facts) {
  for (let day = person.joins; day < company.days; day += 1) {
    if (day === person.moves) {
      person.team = person.nextTeam;
      Object.assign(person, withTools(random, person.team));
    }
    const weekday = day % 7 < 5;
    const isAway =
      person.away !== undefined &&
      day >= person.away &&
      day < person.away + person.awayDays;
    if (isAway || (!weekday && !person.weekends && !random.chance(0.01)))
      continue;
    if (holidays.has(day) && !random.chance(0.1)) continue;
    // Days are more and less busy; at the end of the month some people make reports.
    let calls = random.poisson(random.about(person.pace, 0.35));
    const begin =
      BEGIN + day * DAY + (person.starts + random.normal() * 0.4) * HOUR;
    if (day - person.joins < 3 && person.joins > 0)
      calls = Math.round(calls * 0.6);
    for (let i = 0; i < calls; i += 1)
      facts.push(...one(random, person, inHours(random, begin, person.hours)));
    // Late in the evening now and then, a few calls; on call, in the middle of the night.
    if (random.chance(person.kind.late))
      spread(
        random,
        begin + (person.hours + random.int(1, 3)) * HOUR,
        90,
        random.int(3, 14),
        time => facts.push(...one(random, person, time)),
      );
    if (person.onCall && random.chance(0.03))
      spread(
        random,
        begin + random.int(12, 18) * HOUR,
        40,
        random.int(2, 9),
        time => facts.push(...one(random, person, time)),
      );
    // Batch jobs by hand: a report, a migration.
    const isEnd = day % 30 >= 27;
    if (random.chance(isEnd ? 0.04 : 0.005)) {
      const { server, tool } = random.pick(person.favourites);
      const start = inHours(random, begin, person.hours - 1);
      spread(random, start, 50, random.int(20, 60), time =>
        facts.push(answered(random, call(person, server, tool, time), server)),
      );
    }
    strangeDay(random, company, person, begin, facts);
  }
}

/** What is strange, seldom, and nobody's fault. */
function strangeDay(random, company, person, begin, facts) {
  const time = inHours(random, begin, person.hours);
  // A client that asks for the same refused tool again and again.
  if (random.chance(0.004)) {
    const { server, tool } = random.pick(person.favourites);
    spread(random, time, 8, random.int(8, 40), when =>
      facts.push(call(person, server, tool, when, refused)),
    );
  }
  // Somebody looks at what else there is, where it is open to everybody.
  if (random.chance(0.01)) {
    const server = random.pick(company.servers.filter(({ isOpen }) => isOpen));
    spread(random, time, 20, random.int(1, 6), when =>
      facts.push(
        answered(
          random,
          call(person, server, anyTool(random, server), when),
          server,
        ),
      ),
    );
  }
  // Somebody gets access to what their colleagues do not need.
  if (random.chance(0.0004)) {
    const server = random.pick(company.servers);
    spread(random, time, 60, random.int(1, 6), when =>
      facts.push(
        answered(
          random,
          call(person, server, anyTool(random, server), when),
          server,
        ),
      ),
    );
  }
  // A key in the arguments, by mistake.
  if (random.chance(0.003)) {
    const { server, tool } = random.pick(person.favourites);
    facts.push(
      call(person, server, tool, time, {
        ...refused,
        reason: 'guard.refused',
        objections: ['secrets'],
      }),
    );
  }
  // Somebody learns a server by trying its tools.
  if (random.chance(0.004)) {
    const server = random.pick(person.team.servers);
    spread(random, time, 45, random.int(4, 9), when =>
      facts.push(
        answered(
          random,
          call(person, server, anyTool(random, server), when),
          server,
        ),
      ),
    );
  }
}

function nights(random, company, agent, facts) {
  for (let day = 0; day < company.days; day += 1) {
    if (random.chance(0.03)) continue;
    const begin =
      BEGIN + day * DAY + agent.hour * HOUR + random.int(0, 6) * MINUTE;
    const run = start =>
      spread(
        random,
        start,
        35,
        random.poisson(random.about(agent.calls, 0.2)),
        time => facts.push(...one(random, agent, time, 0.99)),
      );
    run(begin);
    // Somebody begins it again by hand after a failure.
    if (random.chance(0.004)) run(begin + random.int(3, 9) * HOUR);
    // Its access has run out: it is refused the same, all night.
    if (random.chance(0.003)) {
      const { server, tool } = random.pick(agent.favourites);
      spread(random, begin, 30, random.int(30, 200), time =>
        facts.push(call(agent, server, tool, time, refused)),
      );
    }
  }
}

const hostsOf = (server, random) => [
  `api.${server.ref.slice(-2)}.example.com`,
  `auth.${server.ref.slice(-2)}.example.com`,
  `shard-${random.int(0, 400)}.store.eu.example.net`,
];

export const egress = (server, at, host, more = {}) => ({
  ...{ kind: 'egress', at, serverRef: server.ref, host, port: 443 },
  ...{ isAllowed: true, isNamed: false, ...more },
});
export const probe = (server, at, isReached) => ({
  kind: 'probe',
  at,
  serverRef: server.ref,
  isReached,
});
export const check = (server, at, outcome) => ({
  ...{ kind: 'check', at, serverRef: server.ref, check: 'contents', outcome },
});

function ofServers(random, company, facts) {
  for (const server of company.servers) {
    for (let day = 0; day < company.days; day += 1) {
      const begin = BEGIN + day * DAY;
      // A restart: what was under way fails, for a minute or three.
      if (random.chance(0.02)) {
        const from = begin + random.next() * DAY;
        server.blips = [
          ...(server.blips ?? []),
          [from, from + random.int(1, 3) * MINUTE],
        ];
      }
      if (random.chance(0.02))
        facts.push(probe(server, begin + random.next() * DAY, false));
      facts.push(
        probe(server, begin + DAY / 2, true),
        check(server, begin, 'pass'),
      );
      if (!server.isHosted) continue;
      for (let i = 0; i < 6; i += 1)
        facts.push(
          egress(
            server,
            begin + random.next() * DAY,
            random.pick(hostsOf(server, random)),
          ),
        );
      // A new version reaches a host that its profile names.
      if (random.chance(0.01))
        facts.push(
          egress(
            server,
            begin + random.next() * DAY,
            `new-${day}.vendor.example.com`,
            { isNamed: true },
          ),
        );
      // Somebody tried what the profile does not let through: rare.
      if (random.chance(0.0002))
        facts.push(
          egress(server, begin, `odd-${day}.example.net`, { isAllowed: false }),
        );
    }
  }
  const blips = new Map(
    company.servers.map(server => [server.ref, server.blips ?? []]),
  );
  for (const fact of facts) {
    if (fact.kind !== 'call' || !fact.isAllowed) continue;
    if (
      blips
        .get(fact.serverRef)
        .some(([from, to]) => fact.at >= from && fact.at < to)
    )
      fact.isFailed = true;
    else if (random.chance(0.01)) fact.isFailed = true;
  }
}

/** A call as somebody makes it: mostly what they always call, now and then something else of theirs, seldom refused. */
export function one(random, who, at_, habit = 0.93) {
  const own = random.pick(who.favourites);
  const server = random.chance(habit) ? own.server : random.pick(who.used);
  const tool =
    server === own.server && random.chance(habit)
      ? own.tool
      : anyTool(random, server);
  if (random.chance(0.012)) return [call(who, server, tool, at_, refused)];
  return [answered(random, call(who, server, tool, at_), server)];
}

/** Tools that destroy are seldom called out of curiosity. */
function anyTool(random, server) {
  const tool = random.pick(server.tools);
  return server.destructive.has(tool) && random.chance(0.9)
    ? server.tools.find(other => !server.destructive.has(other)) ?? tool
    : tool;
}

export function answered(random, fact, server) {
  // One answer in two hundred is a large one.
  const size = random.about(server.size, 1) * (random.chance(0.005) ? 30 : 1);
  return { ...fact, responseBytes: Math.round(Math.min(size, 3_000_000)) };
}

function inHours(random, begin, hours) {
  // More in the morning and in the afternoon than at noon.
  const share = random.chance(0.5) ? 0.28 : 0.7;
  return (
    begin +
    Math.min(0.99, Math.max(0, share + random.normal() * 0.16)) * hours * HOUR
  );
}

/** So many moments within some minutes. */
export function spread(random, from, minutes, count, each) {
  const times = Array.from(
    { length: count },
    () => from + random.next() * minutes * MINUTE,
  );
  for (const time of times.sort((a, b) => a - b)) each(time);
}
