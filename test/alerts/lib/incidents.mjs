// What goes wrong on purpose: one function for each variant of split.mjs. Each says which facts there are and whom it is about.
import { BEGIN, DAY, HOUR, MINUTE } from './company.mjs';
import {
  answered,
  call,
  check,
  egress,
  one,
  probe,
  refused,
  spread,
} from './traffic.mjs';

const settled = company =>
  company.persons.filter(
    ({ joins, moves, away }) =>
      joins === 0 && moves === undefined && away === undefined,
  );

const foreign = (company, who) => server => !who.team.servers.includes(server);

/** Somebody who has been there all the time, on one of their working days, in the middle of it. */
function victim(random, company, day, filter = () => true) {
  const who = random.pick(settled(company).filter(filter));
  const at =
    BEGIN +
    day * DAY +
    (who.starts + random.int(2, Math.max(3, who.hours - 3))) * HOUR;
  return { who, at };
}

const many = (random, who, from, minutes, count) => {
  const facts = [];
  spread(random, from, minutes, count, at =>
    facts.push(...one(random, who, at, 1)),
  );
  return facts;
};

/** @type {Record<string, (random: any, company: any, day: number) => {subject: string, facts: object[]}>} */
export const INCIDENTS = {
  'first-use: a stolen token reads a server of another department'(
    random,
    company,
    day,
  ) {
    const { who, at } = victim(random, company, day);
    return reads(random, company, who, at, random.int(2, 6));
  },
  'first-use: an agent is led to a server that is not its own'(
    random,
    company,
    day,
  ) {
    const who = random.pick(company.agents);
    return reads(
      random,
      company,
      who,
      BEGIN + day * DAY + who.hour * HOUR + 20 * MINUTE,
      1,
    );
  },
  'first-use: somebody of operations looks into the books'(
    random,
    company,
    day,
  ) {
    const { who, at } = victim(
      random,
      company,
      day,
      ({ kind }) => kind.role === 'operations',
    );
    return reads(random, company, who, at, random.int(1, 3));
  },
  'volume: ten times the pace for an hour'(random, company, day) {
    const { who, at } = victim(random, company, day);
    return {
      subject: who.ref,
      facts: many(
        random,
        who,
        at,
        55,
        Math.max(150, Math.round((who.pace / 8) * 10 * 4)),
      ),
    };
  },
  'volume: a slow drain over a working day'(random, company, day) {
    const { who } = victim(random, company, day);
    const from = BEGIN + day * DAY + who.starts * HOUR;
    return {
      subject: who.ref,
      facts: many(
        random,
        who,
        from,
        8 * 60,
        Math.max(350, Math.round(who.pace * 7)),
      ),
    };
  },
  'volume: bursts of ten minutes through an afternoon'(random, company, day) {
    const { who, at } = victim(random, company, day);
    const each = Math.max(70, Math.round(who.pace * 2));
    return {
      subject: who.ref,
      facts: [0, 40, 80, 120, 160].flatMap(later =>
        many(random, who, at + later * MINUTE, 10, each),
      ),
    };
  },
  'volume: an agent in a loop at its own hour'(random, company, day) {
    const who = random.pick(company.agents);
    const from = BEGIN + day * DAY + who.hour * HOUR;
    return {
      subject: who.ref,
      facts: many(random, who, from, 50, Math.round(who.calls * 6 + 300)),
    };
  },
  'volume: a new session for each dozen of calls'(random, company, day) {
    const { who, at } = victim(random, company, day);
    const count = Math.max(18, Math.round(who.pace * 0.5));
    return {
      subject: who.ref,
      facts: Array.from({ length: count }, (_, i) =>
        many(random, who, at + i * 4 * MINUTE, 3, 14),
      ).flat(),
    };
  },
  'result-size: whole tables in an hour': (random, company, day) =>
    large(random, company, day, { calls: 40, bytes: 2_000_000, minutes: 50 }),
  'result-size: a few very large answers': (random, company, day) =>
    large(random, company, day, { calls: 5, bytes: 12_000_000, minutes: 30 }),
  'result-size: much more with each call, at the usual pace': (
    random,
    company,
    day,
  ) =>
    large(random, company, day, { calls: 25, bytes: 3_000_000, minutes: 300 }),
  'unusual-hour: three in the morning': (random, company, day) =>
    atNight(random, company, day, 30),
  'unusual-hour: on a Sunday night'(random, company, day) {
    return atNight(random, company, day - (day % 7) + 6, 18);
  },
  'unusual-hour: an agent at noon'(random, company, day) {
    const who = random.pick(company.agents);
    const from = BEGIN + day * DAY + (who.hour + random.int(6, 18)) * HOUR;
    return { subject: who.ref, facts: many(random, who, from, 50, 40) };
  },
  'refusals: one server, tool by tool'(random, company, day) {
    const { who, at } = victim(random, company, day);
    const server = random.pick(
      company.servers.filter(({ tools }) => tools.length >= 8),
    );
    const facts = [];
    spread(random, at, 8, 25, time =>
      facts.push(call(who, server, random.pick(server.tools), time, refused)),
    );
    return { subject: who.ref, facts };
  },
  'refusals: across servers, a tool of each'(random, company, day) {
    const { who, at } = victim(random, company, day);
    const facts = random
      .some(company.servers, random.int(18, 30))
      .map((server, i) =>
        call(who, server, server.tools[0], at + i * 18_000, refused),
      );
    return { subject: who.ref, facts };
  },
  'refusals: one try every four minutes'(random, company, day) {
    const { who, at } = victim(random, company, day);
    const facts = random
      .some(company.servers, 36)
      .map((server, i) =>
        call(
          who,
          server,
          random.pick(server.tools),
          at + i * 4 * MINUTE,
          refused,
        ),
      );
    return { subject: who.ref, facts };
  },
  'sweep: every tool of two servers in ten minutes'(random, company, day) {
    const { who, at } = victim(random, company, day);
    const servers = random.some(
      company.servers
        .filter(foreign(company, who))
        .filter(({ tools }) => tools.length >= 9),
      2,
    );
    return { subject: who.ref, facts: tries(random, who, at, servers, 99, 10) };
  },
  'sweep: across all servers, a few tools of each'(random, company, day) {
    const { who, at } = victim(random, company, day);
    return {
      subject: who.ref,
      facts: tries(random, who, at, random.some(company.servers, 12), 3, 22),
    };
  },
  'sweep: spread over three hours'(random, company, day) {
    const { who, at } = victim(random, company, day);
    return {
      subject: who.ref,
      facts: tries(random, who, at, random.some(company.servers, 16), 3, 180),
    };
  },
  'arguments: a key in four calls': (random, company, day) =>
    objected(random, company, day, { count: 4, minutes: 20, what: 'secrets' }),
  'arguments: an export, once an hour': (random, company, day) =>
    objected(random, company, day, {
      count: 8,
      minutes: 480,
      what: 'mass-export',
    }),
  'decoy: called once'(random, company, day) {
    const { who, at } = victim(random, company, day);
    return {
      subject: who.ref,
      facts: [call(who, random.pick(who.used), 'dump_all_credentials', at)],
    };
  },
  'decoy: refused, by an agent'(random, company, day) {
    const who = random.pick(company.agents);
    return {
      subject: who.ref,
      facts: [
        call(
          who,
          random.pick(who.used),
          'dump_all_credentials',
          BEGIN + day * DAY + who.hour * HOUR,
          refused,
        ),
      ],
    };
  },
  'egress: an unknown host, let through': (random, company, day) =>
    connects(random, company, day, true),
  'egress: an unknown host, refused': (random, company, day) =>
    connects(random, company, day, false),
  'drift: the words of a tool change': (random, company, day) =>
    departs(random, company, day, 'changed'),
  'drift: a tool more': (random, company, day) =>
    departs(random, company, day, 'added'),
  'checks: from pass to fail': (random, company, day) =>
    turns(random, company, day, 'fail'),
  'checks: from pass to a warning': (random, company, day) =>
    turns(random, company, day, 'warn'),
  'connection: half an hour of errors': (random, company, day) =>
    fails(random, company, day, { minutes: 30, share: 1 }),
  'connection: four of five calls fail for forty minutes': (
    random,
    company,
    day,
  ) => fails(random, company, day, { minutes: 40, share: 0.8 }),
  'connection: it does not answer the gateway at night'(random, company, day) {
    const server = random.pick(company.servers);
    const at = BEGIN + day * DAY + 2 * HOUR;
    return {
      subject: server.ref,
      facts: [0, 5, 10, 15, 20].map(later =>
        probe(server, at + later * MINUTE, false),
      ),
    };
  },
};

function reads(random, company, who, at, count) {
  const server = random.pick(
    company.servers
      .filter(foreign(company, who))
      .filter(({ isSensitive, isOpen }) => isSensitive && !isOpen),
  );
  const facts = [];
  spread(random, at, 15, count, time =>
    facts.push(
      answered(
        random,
        call(who, server, random.pick(server.tools), time),
        server,
      ),
    ),
  );
  return { subject: who.ref, facts };
}

const granted = { isAllowed: true, reason: 'granted' };

function large(random, company, day, { calls, bytes, minutes }) {
  const { who, at } = victim(random, company, day);
  const facts = many(random, who, at, minutes, calls).map(fact => ({
    ...fact,
    ...granted,
    responseBytes: bytes,
  }));
  return { subject: who.ref, facts };
}

function atNight(random, company, day, count) {
  const { who } = victim(random, company, day);
  // In the middle of what is their night.
  const from =
    BEGIN +
    day * DAY +
    (who.starts +
      who.hours +
      8 -
      24 +
      (who.starts + who.hours + 8 < 24 ? 24 : 0)) *
      HOUR;
  return {
    subject: who.ref,
    facts: many(random, who, from + 5 * MINUTE, 45, count),
  };
}

function tries(random, who, at, servers, each, minutes) {
  const facts = [];
  const targets = servers.flatMap(server =>
    random.some(server.tools, each).map(tool => ({ server, tool })),
  );
  targets.forEach(({ server, tool }, i) =>
    facts.push(
      answered(
        random,
        call(who, server, tool, at + (i / targets.length) * minutes * MINUTE),
        server,
      ),
    ),
  );
  return facts;
}

function objected(random, company, day, { count, minutes, what }) {
  const { who } = victim(random, company, day);
  const from = BEGIN + day * DAY + who.starts * HOUR;
  const facts = Array.from({ length: count }, (_, i) => {
    const { server, tool } = random.pick(who.favourites);
    return call(
      who,
      server,
      tool,
      from + ((i + random.next()) / count) * minutes * MINUTE,
      {
        ...refused,
        reason: 'guard.refused',
        objections: [what],
      },
    );
  });
  return { subject: who.ref, facts };
}

function connects(random, company, day, isAllowed) {
  const server = random.pick(
    company.servers.filter(({ isHosted }) => isHosted),
  );
  const host = `drop-${random.int(0, 1e9)}.example.org`;
  return {
    subject: server.ref,
    facts: [egress(server, BEGIN + day * DAY + 3 * HOUR, host, { isAllowed })],
  };
}

function departs(random, company, day, departure) {
  const server = random.pick(company.servers);
  const tool =
    departure === 'added'
      ? `extra_${random.int(0, 1e9)}`
      : random.pick(server.tools);
  return {
    subject: server.ref,
    facts: [
      {
        kind: 'drift',
        at: BEGIN + day * DAY + 5 * HOUR,
        serverRef: server.ref,
        tool,
        departure,
      },
    ],
  };
}

function turns(random, company, day, outcome) {
  const server = random.pick(company.servers);
  return {
    subject: server.ref,
    facts: [check(server, BEGIN + day * DAY + 60_000, outcome)],
  };
}

function fails(random, company, day, { minutes, share }) {
  const server = random.pick(company.servers);
  const users = settled(company).filter(({ used }) => used.includes(server));
  const at = BEGIN + day * DAY + 10 * HOUR;
  const facts = [];
  spread(random, at, minutes, 40, time =>
    facts.push(
      call(
        random.pick(users.length > 0 ? users : settled(company)),
        server,
        server.tools[0],
        time,
        {
          isFailed: random.chance(share),
          isSensitive: false,
        },
      ),
    ),
  );
  return {
    subject: server.ref,
    facts,
    /** Whoever else calls it meanwhile fares no better. */
    outage: { at, until: at + minutes * MINUTE, share },
  };
}
