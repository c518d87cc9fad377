import { Alert, Flex, Text } from '@backstage/ui';
import { useT } from '../../hooks/useT';
import type { ToolAnswer } from '../toolSession';
import { RawAnswer } from './RawAnswer';
import { readJson } from './readJson';
import { ResultBlock } from './ResultBlock';
import { ResultValue } from './ResultValue';

const MAX_BLOCKS = 50;

/**
 * What a tool answered. All of it is a server's word: text stays text, pictures come from the answer alone, and nothing
 * is fetched, followed or run.
 */
export function ToolResult(props: { answer: ToolAnswer; toolName: string }) {
  const t = useT();
  const { answer, toolName } = props;
  const { structuredContent } = answer;
  const blocks = answer.content.filter(
    block => !repeats(block, structuredContent),
  );
  const isEmpty = blocks.length === 0 && structuredContent === undefined;
  return (
    <Flex direction="column" gap="3" style={{ minWidth: 0 }}>
      {answer.isError && (
        <Alert status="danger" icon title={t('result.toolError')} />
      )}
      {isEmpty && <Text color="secondary">{t('result.empty')}</Text>}
      {structuredContent !== undefined && (
        <ResultValue value={structuredContent} />
      )}
      {blocks.slice(0, MAX_BLOCKS).map((block, at) => (
        <ResultBlock key={at} block={block} number={at + 1} />
      ))}
      <RawAnswer answer={answer} name={toolName} />
    </Flex>
  );
}

/** Servers repeat structured content as text, for clients that do not know it. */
function repeats(block: Record<string, unknown>, structured: unknown): boolean {
  if (structured === undefined || block.type !== 'text') return false;
  const json = readJson(String(block.text));
  return (
    json !== undefined && JSON.stringify(json) === JSON.stringify(structured)
  );
}
