import { Combobox } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../components/Problem';
import { useT } from '../hooks/useT';
import { usePeople } from './usePeople';

/** Finds a person or an agent in the catalog. */
export function PrincipalPicker(props: {
  /** Whom the page is about, if it is somebody else. */
  who: string | undefined;
  onPick(ref: string): void;
}) {
  const t = useT();
  const { who, onPick } = props;
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<string>();
  const last = useRef<string>();
  useEffect(() => {
    // The page turned to somebody else by another way than this field.
    if (who !== last.current) {
      last.current = undefined;
      setPicked(undefined);
      setText('');
    }
  }, [who]);
  const { people, error, loading } = usePeople(text);
  return (
    <>
      <Combobox
        label={t('callable.picker')}
        placeholder={t('callable.pickerHint')}
        options={people.map(({ ref, title, isAgent }) => ({
          id: ref,
          label: title,
          description: isAgent ? `${t('callable.agent')} · ${ref}` : ref,
        }))}
        search={{
          mode: 'server',
          inputValue: text,
          onInputChange: setText,
        }}
        loading={{ state: loading ? 'filtering' : 'idle' }}
        value={picked ?? null}
        onChange={key => {
          const person = people.find(({ ref }) => ref === key);
          if (!person) return;
          last.current = person.ref;
          setPicked(person.ref);
          setText(person.title);
          onPick(person.ref);
        }}
      />
      <Problem title={t('callable.pickerFailed')} error={error} />
    </>
  );
}
