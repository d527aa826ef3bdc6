/** One server-sent event. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

/**
 * Reads the events of a text/event-stream body. Comments, which keep a connection alive, and other fields are left out;
 * `heard` is called for whatever arrives.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let current: ServerSentEvent = { event: 'message', data: '' };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      text += decoder.decode(value, { stream: true });
      const lines = text.split(/\r\n|\n/);
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          take(line, current);
        } else {
          if (current.data !== '' || current.event !== 'message') yield { ...current, data: current.data.slice(0, -1) };
          current = { event: 'message', data: '' };
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function take(line: string, current: ServerSentEvent): void {
  const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
  if (field === 'event') current.event = value;
  if (field === 'data') current.data += `${value}\n`;
}
