import { Checkbox, Select, TextAreaField, TextField } from '@backstage/ui';
import { useT } from '../../hooks/useT';
import { FieldSet } from './FieldSet';
import type { EgressDraft, ProfileDraft } from './profileDraft';
import { RowList } from './RowList';

const WAYS = ['auto', 'tunnel', 'proxy'] as const;
const WORDS = {
  auto: 'profileEditor.viaAuto',
  tunnel: 'profileEditor.viaTunnel',
  proxy: 'profileEditor.viaProxy',
} as const;

/** Where the server may connect to. */
export function NetworkFields(props: {
  draft: ProfileDraft;
  isDisabled?: boolean;
  onChange(next: Partial<ProfileDraft>): void;
}) {
  const t = useT();
  const { draft, isDisabled, onChange } = props;
  return (
    <FieldSet
      title={t('profileEditor.network')}
      hint={t('profileEditor.networkHint')}
    >
      <TextAreaField
        label={t('profileEditor.hosts')}
        description={t('profileEditor.hostsHint')}
        rows={2}
        isDisabled={isDisabled}
        value={draft.hosts}
        onChange={hosts => onChange({ hosts })}
      />
      <TextField
        label={t('profileEditor.ports')}
        description={t('profileEditor.portsHint')}
        isDisabled={isDisabled}
        value={draft.ports}
        onChange={ports => onChange({ ports })}
      />
      <Checkbox
        isDisabled={isDisabled}
        isSelected={draft.everything}
        onChange={everything => onChange({ everything })}
      >
        {t('profileEditor.everything')}
      </Checkbox>
      <span>{t('profileEditor.egress')}</span>
      <RowList<EgressDraft>
        rows={draft.egress}
        blank={{ host: '', port: '', via: 'auto' }}
        add={t('profileEditor.addEgress')}
        nameOf={number =>
          t('profileEditor.egressOne', { number: String(number) })
        }
        isDisabled={isDisabled}
        onChange={egress => onChange({ egress })}
      >
        {(row, change) => (
          <>
            <TextField
              label={t('profileEditor.host')}
              isDisabled={isDisabled}
              value={row.host}
              onChange={host => change({ host })}
            />
            <TextField
              label={t('profileEditor.port')}
              inputMode="numeric"
              isDisabled={isDisabled}
              value={row.port}
              onChange={port => change({ port })}
            />
            <Select
              label={t('profileEditor.via')}
              isDisabled={isDisabled}
              options={WAYS.map(id => ({ id, label: t(WORDS[id]) }))}
              value={row.via}
              onChange={value => {
                const via = WAYS.find(id => id === value);
                if (via) change({ via });
              }}
            />
          </>
        )}
      </RowList>
    </FieldSet>
  );
}
