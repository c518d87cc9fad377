import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { mcpRegistryTranslationRef } from '../translations/translation';

/** See {@link useT}. */
export type T = TranslationFunction<typeof mcpRegistryTranslationRef.T>;

/** The plugin's texts in the person's language. */
export function useT(): T {
  return useTranslationRef(mcpRegistryTranslationRef).t;
}
