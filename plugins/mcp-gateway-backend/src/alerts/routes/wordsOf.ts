import {
  type DetectorId,
  describeFinding,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { sanitizeText } from '../../evidence/sanitizeText';
import type { Alert, Told } from '../types';

/** What each detector's alerts are called. */
const TITLES: Record<DetectorId, string> = {
  'first-use': 'First use of confidential data',
  volume: 'Many more calls than usual',
  'result-size': 'Much more data than usual',
  'unusual-hour': 'Calls at an unusual hour',
  refusals: 'A burst of refusals',
  sweep: 'Many tools tried one after the other',
  arguments: 'Guards object again and again',
  decoy: 'A decoy was called',
  egress: 'A connection to an unknown host',
  drift: 'A tool is not as it was approved',
  checks: 'A check says worse',
  connection: 'A server cannot be reached',
};

/** An alert in words, for those who are told. Names come from outside: they are text and nothing else. */
export function wordsOf(alert: Alert, what: Told) {
  const { detector, who, serverRef } = alert;
  const about = [who, serverRef].filter(ref => ref !== undefined).join(', ');
  const title = TITLES[detector];
  const words = wording(what, title, describeFinding(alert));
  return {
    title: sanitizeText(`${words.title} (${about})`, 300),
    text: sanitizeText(words.text, 1_000),
  };
}

function wording(what: Told, title: string, found: string) {
  switch (what) {
    case 'retracted':
      return {
        title: `Over: ${title}`,
        text: 'What was found holds no more. There is nothing to do.',
      };
    case 'unreacted':
      return {
        title: `Nothing was held back: ${title}`,
        text: `What a rule says has to be done could not be done. ${found}`,
      };
    default:
      return { title, text: found };
  }
}

/** Where an alert is shown in the portal. */
export function alertPath(alert: Pick<Alert, 'id'>): string {
  return `/ai-tools/operations?view=alerts&alert=${alert.id}`;
}
