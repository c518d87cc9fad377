import { Select, TextField } from '@backstage/ui';
import { useT } from '../../hooks/useT';
import { FieldSet } from './FieldSet';
import type { MountDraft, Row } from './profileDraft';
import { RowList } from './RowList';

/** Which files the server may read and change. */
export function FileFields(props: {
  rows: Row<MountDraft>[];
  isDisabled?: boolean;
  onChange(rows: Row<MountDraft>[]): void;
}) {
  const t = useT();
  const { rows, isDisabled, onChange } = props;
  return (
    <FieldSet
      title={t('profileEditor.files')}
      hint={t('profileEditor.filesHint')}
    >
      <RowList
        rows={rows}
        blank={{ access: 'write', kind: 'volume', source: '', inside: '' }}
        add={t('profileEditor.addMount')}
        nameOf={number =>
          t('profileEditor.mountOne', { number: String(number) })
        }
        isDisabled={isDisabled}
        onChange={onChange}
      >
        {(row, change) => (
          <>
            <Select
              label={t('profileEditor.kind')}
              isDisabled={isDisabled}
              options={[
                { id: 'volume', label: t('profileEditor.kindVolume') },
                { id: 'path', label: t('profileEditor.kindPath') },
              ]}
              value={row.kind}
              onChange={value =>
                change({ kind: value === 'path' ? 'path' : 'volume' })
              }
            />
            <TextField
              label={t(
                row.kind === 'volume'
                  ? 'profileEditor.volume'
                  : 'profileEditor.source',
              )}
              isDisabled={isDisabled}
              value={row.source}
              onChange={source => change({ source })}
            />
            <TextField
              label={t('profileEditor.inside')}
              isDisabled={isDisabled}
              value={row.inside}
              onChange={inside => change({ inside })}
            />
            <Select
              label={t('profileEditor.access')}
              isDisabled={isDisabled}
              options={[
                { id: 'read', label: t('profileEditor.accessRead') },
                { id: 'write', label: t('profileEditor.accessWrite') },
              ]}
              value={row.access}
              onChange={value =>
                change({ access: value === 'write' ? 'write' : 'read' })
              }
            />
          </>
        )}
      </RowList>
    </FieldSet>
  );
}
