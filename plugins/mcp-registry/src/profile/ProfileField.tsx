import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Text } from '@backstage/ui';
import {
  NO_PERMISSIONS,
  type PermissionProfile,
  permissionProfileSchema,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { ProfileEditor } from './editor/ProfileEditor';
import { linted } from './linted';
import styles from './profile.module.css';

/** Form field: what a packaged server may reach. The value is its permission profile. */
export function ProfileField(
  props: FieldExtensionComponentProps<PermissionProfile>,
) {
  const { formData, onChange, schema, disabled, readonly, formContext } = props;
  const given = permissionProfileSchema.safeParse(formData ?? NO_PERMISSIONS);
  return (
    <div className={styles.stack}>
      <Text as="h3" variant="title-x-small" className={styles.flat}>
        {schema.title}
      </Text>
      {schema.description && (
        <Text as="p" className={styles.flat}>
          {schema.description}
        </Text>
      )}
      <ProfileEditor
        profile={given.success ? given.data : NO_PERMISSIONS}
        server={linted(formContext?.formData)}
        isDisabled={disabled || readonly}
        onChange={profile => onChange(profile)}
      />
    </div>
  );
}
