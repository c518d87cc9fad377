import { CLAIMS } from './claims';
import { DEEDS } from './deeds';
import { PEOPLE } from './people';
import { SECRETS } from './secrets';
import { MAIL_TOKEN, URL_TOKEN } from '../text/tokenise';

/** All concepts by name; rules speak of these. */
export const CONCEPTS: Readonly<Record<string, string>> = {
  ...PEOPLE,
  ...SECRETS,
  ...DEEDS,
  ...CLAIMS,
  address: `${URL_TOKEN}|${MAIL_TOKEN}`,
  mail: MAIL_TOKEN,
};
