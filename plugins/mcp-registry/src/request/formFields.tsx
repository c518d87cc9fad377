import {
  translationApiRef,
  type ApiHolder,
} from '@backstage/frontend-plugin-api';
import type { FieldValidation } from '@rjsf/utils';
import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';
import type { ToolSelection } from '../api/types';
import { mcpRegistryTranslationRef } from '../translations/translation';

/** The form's own check, before the server's: named tools need at least one name. */
export function validateTools(
  value: ToolSelection | undefined,
  field: Pick<FieldValidation, 'addError'>,
  context: { apiHolder: ApiHolder },
): void {
  if (value?.kind === 'named' && !value.names?.length) {
    const snapshot = context.apiHolder
      .get(translationApiRef)
      ?.getTranslation(mcpRegistryTranslationRef);
    field.addError(
      snapshot?.ready
        ? snapshot.t('request.toolsMissing')
        : 'Tick at least one tool, or choose all tools.',
    );
  }
}

/** `ui:field: McpServerPicker` */
export const serverPickerField = FormFieldBlueprint.make({
  name: 'mcp-server-picker',
  params: {
    field: async () => {
      const { ServerPicker } = await import('./ServerPicker');
      return createFormField({
        name: 'McpServerPicker',
        component: ServerPicker,
      });
    },
  },
});

/** `ui:field: McpToolPicker` */
export const toolPickerField = FormFieldBlueprint.make({
  name: 'mcp-tool-picker',
  params: {
    field: async () => {
      const { ToolPicker } = await import('./ToolPicker');
      return createFormField({
        name: 'McpToolPicker',
        component: ToolPicker,
        validation: validateTools,
      });
    },
  },
});
