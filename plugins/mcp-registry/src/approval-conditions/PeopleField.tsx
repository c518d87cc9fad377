import { Select } from '@backstage/ui';
import { useState } from 'react';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import { type Holder, useHolders } from './useHolders';

/** Chooses groups and people; nobody chosen means everybody with access. */
export function PeopleField(props: {
  value: readonly string[];
  onChange(refs: string[]): void;
}) {
  const t = useT();
  const { value, onChange } = props;
  const [text, setText] = useState('');
  // Whom the text does not fit any more stays chosen, and is still called by their name.
  const [chosen, setChosen] = useState<readonly Holder[]>([]);
  const { holders, error, loading } = useHolders(text);
  const known = [
    ...holders,
    ...chosen.filter(({ ref }) => !holders.some(one => one.ref === ref)),
  ];
  return (
    <>
      <Select
        selectionMode="multiple"
        label={t('conditions.people')}
        description={t('conditions.peopleHint')}
        placeholder={t('conditions.peoplePlaceholder')}
        options={known.map(({ ref, title }) => ({
          ...{ id: ref, label: title, description: ref },
        }))}
        search={{
          ...{ mode: 'server', inputValue: text, onInputChange: setText },
          placeholder: t('conditions.peopleSearch'),
        }}
        loading={{ state: loading ? 'filtering' : 'idle' }}
        value={[...value]}
        onChange={keys => {
          const refs = keys.map(String);
          setChosen(known.filter(({ ref }) => refs.includes(ref)));
          onChange(refs);
        }}
      />
      <Problem title={t('conditions.peopleFailed')} error={error} />
    </>
  );
}
