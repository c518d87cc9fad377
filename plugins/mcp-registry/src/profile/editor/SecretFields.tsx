import { Select, TextField } from '@backstage/ui';
import { useT } from '../../hooks/useT';
import { FieldSet } from './FieldSet';
import type { ProfileDraft, SecretDraft } from './profileDraft';
import { RowList } from './RowList';

/** What the server gets to know: secrets by their names, and settings. */
export function SecretFields(props: {
  draft: Pick<ProfileDraft, 'secrets' | 'settings'>;
  isDisabled?: boolean;
  onChange(next: Partial<ProfileDraft>): void;
}) {
  const t = useT();
  const { draft, isDisabled, onChange } = props;
  return (
    <>
      <FieldSet
        title={t('profileEditor.secrets')}
        hint={t('profileEditor.secretsHint')}
      >
        <RowList<SecretDraft>
          rows={draft.secrets}
          blank={{ variable: '', secret: '', as: 'file' }}
          add={t('profileEditor.addSecret')}
          nameOf={number =>
            t('profileEditor.secretOne', { number: String(number) })
          }
          isDisabled={isDisabled}
          onChange={secrets => onChange({ secrets })}
        >
          {(row, change) => (
            <>
              <TextField
                label={t('profileEditor.secret')}
                isDisabled={isDisabled}
                value={row.secret}
                onChange={secret => change({ secret })}
              />
              <TextField
                label={t('profileEditor.variable')}
                isDisabled={isDisabled}
                value={row.variable}
                onChange={variable => change({ variable })}
              />
              <Select
                label={t('profileEditor.as')}
                isDisabled={isDisabled}
                options={[
                  { id: 'file', label: t('profileEditor.asFile') },
                  { id: 'env', label: t('profileEditor.asEnv') },
                ]}
                value={row.as}
                onChange={value =>
                  change({ as: value === 'env' ? 'env' : 'file' })
                }
              />
            </>
          )}
        </RowList>
      </FieldSet>
      <FieldSet
        title={t('profileEditor.settings')}
        hint={t('profileEditor.settingsHint')}
      >
        <RowList
          rows={draft.settings}
          blank={{ variable: '', value: '' }}
          add={t('profileEditor.addSetting')}
          nameOf={number =>
            t('profileEditor.settingOne', { number: String(number) })
          }
          isDisabled={isDisabled}
          onChange={settings => onChange({ settings })}
        >
          {(row, change) => (
            <>
              <TextField
                label={t('profileEditor.variable')}
                isDisabled={isDisabled}
                value={row.variable}
                onChange={variable => change({ variable })}
              />
              <TextField
                label={t('profileEditor.value')}
                isDisabled={isDisabled}
                value={row.value}
                onChange={value => change({ value })}
              />
            </>
          )}
        </RowList>
      </FieldSet>
    </>
  );
}
