import { text } from 'node:stream/consumers';
import { MemoryReply } from './MemoryReply';

describe('MemoryReply', () => {
  it('answers as soon as there is a head, and hands the body on as it comes', async () => {
    const reply = new MemoryReply();
    expect(reply.headersSent).toBe(false);
    reply.writeHead(202, { 'content-type': 'text/plain' });
    expect(reply.headersSent).toBe(true);
    const answer = await reply.answer;
    expect(answer).toMatchObject({
      status: 202,
      headers: { 'content-type': 'text/plain' },
    });
    const body = answer.body[Symbol.asyncIterator]();
    reply.write('one');
    expect(String((await body.next()).value)).toBe('one');
    reply.write('two');
    expect(String((await body.next()).value)).toBe('two');
    reply.end();
    expect((await body.next()).done).toBe(true);
  });

  it('has one head: the first', async () => {
    const reply = new MemoryReply();
    reply.writeHead(200, {});
    reply.writeHead(500, {});
    expect((await reply.answer).status).toBe(200);
    reply.end('whole');
    expect(await text(reply)).toBe('whole');
  });

  it('without a head there is no answer', async () => {
    const reply = new MemoryReply();
    reply.destroy(new Error('gone'));
    await expect(reply.answer).rejects.toThrow('There is no answer');
  });

  it('a body that breaks off is not taken for whole', async () => {
    const reply = new MemoryReply();
    reply.writeHead(200, {});
    const { body } = await reply.answer;
    reply.write('half');
    const read = text(body);
    reply.destroy(new Error('gone'));
    await expect(read).rejects.toThrow('gone');
  });
});
