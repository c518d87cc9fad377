// One seeded month: traffic with incidents in it, the detectors over it, and what of both belongs together.
import { BEGIN, DAY, HOUR, makeCompany } from './company.mjs';
import { INCIDENTS } from './incidents.mjs';
import { randomFrom } from './random.mjs';
import { EACH, MEASURED_DAYS, PEOPLE, RUN_IN_DAYS } from './split.mjs';
import { ordinaryTraffic } from './traffic.mjs';

const SETTINGS = { decoys: ['dump_all_credentials'] };

export function makeMonth({ seed, variants, people = PEOPLE, each = EACH }) {
  const random = randomFrom(seed);
  const days = RUN_IN_DAYS + MEASURED_DAYS;
  const company = makeCompany(random, { people, days });
  const facts = ordinaryTraffic(random, company);
  const taken = new Set();
  const incidents = variants.flatMap(variant =>
    Array.from({ length: each }, () => {
      // No two incidents of one subject within two days: else nobody could say which of them was found.
      for (let tries = 0; tries < 200; tries += 1) {
        let day = random.int(RUN_IN_DAYS + 7, days - 3);
        // People are at work from Monday to Friday.
        while (day % 7 > 4) day -= 1;
        const made = INCIDENTS[variant](random, company, day);
        const at = Math.min(...made.facts.map(fact => fact.at));
        const on = Math.floor((at - BEGIN) / DAY);
        const keys = [-1, 0, 1].map(beside => `${made.subject} ${on + beside}`);
        if (keys.some(key => taken.has(key))) continue;
        keys.forEach(key => taken.add(key));
        if (made.outage) breakOff(random, facts, made);
        return {
          ...{
            variant,
            detector: variant.split(':')[0],
            subject: made.subject,
          },
          ...{
            from: at,
            to: Math.max(...made.facts.map(fact => fact.at)) + HOUR,
          },
          facts: made.facts,
        };
      }
      throw new Error(`No room for ${variant}`);
    }),
  );
  const all = [...facts, ...incidents.flatMap(incident => incident.facts)];
  all.sort((a, b) => a.at - b.at);
  return { facts: all, incidents, people: company.persons.length };
}

function breakOff(random, facts, { subject, outage }) {
  for (const fact of facts)
    if (
      fact.kind === 'call' &&
      fact.serverRef === subject &&
      fact.isAllowed &&
      fact.at >= outage.at &&
      fact.at < outage.until
    )
      fact.isFailed = random.chance(outage.share);
}

/** Runs every detector over the facts of each of its subjects. */
export function findingsOf({ DETECTORS, detect }, facts) {
  return DETECTORS.flatMap(detector => {
    const bySubject = Map.groupBy(facts, fact =>
      detector.subjectOf(fact, SETTINGS),
    );
    bySubject.delete(undefined);
    return [...bySubject.values()].flatMap(
      own => detect(detector, { facts: own, settings: SETTINGS }).findings,
    );
  });
}

/** What was found, what was missed and what was said of nothing. Alerts of the run-in are no alerts: nobody has switched it on yet. */
export function score(month, findings) {
  const raised = findings.filter(
    ({ kind, at }) => kind === 'raised' && at >= BEGIN + RUN_IN_DAYS * DAY,
  );
  const belongs = (incident, { at, who, serverRef }) =>
    at >= incident.from &&
    at <= incident.to &&
    [who, serverRef].includes(incident.subject);
  const found = month.incidents.map(incident => ({
    ...incident,
    isFound: raised.some(
      finding =>
        finding.detector === incident.detector && belongs(incident, finding),
    ),
  }));
  const strays = raised.filter(
    finding => !month.incidents.some(incident => belongs(incident, finding)),
  );
  // The same of the same on one day is one alert: it is not sent again.
  const alarms = [
    ...new Map(
      strays.map(one => [`${one.key} ${Math.floor(one.at / DAY)}`, one]),
    ).values(),
  ];
  return {
    incidents: found,
    alarms,
    personWeeks: (month.people * MEASURED_DAYS) / 7,
    calls: month.facts.length,
  };
}
