import { Button } from '@backstage/ui';
import { useT } from '../../hooks/useT';
import { saveBlob } from '../../components/saveBlob';

/** Saves something whole, where the page shows only a part of it. */
export function SaveButton(props: {
  name: string;
  /** Made when it is asked for. */
  content(): BlobPart;
}) {
  const t = useT();
  const save = () => {
    // Of no type that a browser would open: it is for the disk.
    const blob = new Blob([props.content()], {
      type: 'application/octet-stream',
    });
    saveBlob(blob, props.name);
  };
  return (
    <Button size="small" variant="secondary" onPress={save}>
      {t('result.save')}
    </Button>
  );
}
