import type { ExecutionResult } from 'graphql';

/**
 * Yields the responses of a stream of server-sent events, in the form of the GraphQL over SSE protocol, until the server ends it or the
 * reader stops.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ExecutionResult> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let received = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error('The connection broke off. Run the operation again.');
      received += decoder.decode(value, { stream: true });
      const events = received.split('\n\n');
      received = events.pop() ?? '';
      for (const event of events) {
        const { name, data } = fieldsOf(event);
        if (name === 'complete') return;
        if (name === 'next') yield JSON.parse(data) as ExecutionResult;
      }
    }
  } finally {
    // Lets the server know that nobody is listening any more.
    await reader.cancel();
  }
}

function fieldsOf(event: string): { name: string; data: string } {
  const field = (name: string) =>
    event
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart())
      .join('\n');
  return { name: field('event'), data: field('data') };
}
