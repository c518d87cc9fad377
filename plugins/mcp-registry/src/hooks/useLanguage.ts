import { appLanguageApiRef, useApi } from '@backstage/frontend-plugin-api';

/** The language that dates and numbers are written in. */
export function useLanguage(): string {
  return useApi(appLanguageApiRef).getLanguage().language;
}
