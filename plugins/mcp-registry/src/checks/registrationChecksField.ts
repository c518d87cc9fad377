import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

/** `ui:field: McpRegistrationChecks` */
export const registrationChecksField = FormFieldBlueprint.make({
  name: 'mcp-registration-checks',
  params: {
    field: async () => {
      const { RegistrationChecks } = await import('./RegistrationChecks');
      return createFormField({
        name: 'McpRegistrationChecks',
        component: RegistrationChecks,
      });
    },
  },
});
