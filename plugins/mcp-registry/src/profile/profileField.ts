import {
  translationApiRef,
  type ApiHolder,
} from '@backstage/frontend-plugin-api';
import type { FieldValidation } from '@rjsf/utils';
import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';
import {
  lintProfile,
  NO_PERMISSIONS,
  permissionProfileSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpRegistryTranslationRef } from '../translations/translation';

/** The form's own check, before the server's: a profile is understood, and something can start with it. */
export function validateProfile(
  value: unknown,
  field: Pick<FieldValidation, 'addError'>,
  context: { apiHolder: ApiHolder },
): void {
  const parsed = permissionProfileSchema.safeParse(value ?? NO_PERMISSIONS);
  const isFine =
    parsed.success &&
    lintProfile(parsed.data).every(({ severity }) => severity !== 'error');
  if (isFine) return;
  const snapshot = context.apiHolder
    .get(translationApiRef)
    ?.getTranslation(mcpRegistryTranslationRef);
  field.addError(
    snapshot?.ready
      ? snapshot.t('profilePropose.fix')
      : 'Correct the permission profile first.',
  );
}

/** `ui:field: McpPermissionProfile` */
export const profileField = FormFieldBlueprint.make({
  name: 'mcp-permission-profile',
  params: {
    field: async () => {
      const { ProfileField } = await import('./ProfileField');
      return createFormField({
        name: 'McpPermissionProfile',
        component: ProfileField,
        validation: validateProfile,
      });
    },
  },
});
