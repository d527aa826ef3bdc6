import { openChannel } from './channel';
import type { OpenStream, StreamEvent, StreamRequest } from './stream';

export interface Sharing {
  /**
   * The owner of the streams, once known: tabs share only with those of the same person. Null: they share with none.
   */
  whose: () => Promise<string | null>;
  /** How long the tab with the stream may be silent before another takes over, in milliseconds. */
  silence?: number;
}

/**
 * Lets the tabs of a browser share a stream. The tab that holds the stream's lock has the stream and passes on its
 * events; when that tab closes, the browser gives the lock to the next. If there are no locks, as on a page over plain
 * http, or the browser refuses them, each tab has a stream of its own.
 */
export function sharedByTabs(open: OpenStream, { whose, silence = 40_000 }: Sharing): OpenStream {
  return (request, listen) => {
    const left = new AbortController();
    listen({ status: 'connecting' });
    void whose().then((person) => {
      if (left.signal.aborted) return;
      const alone = () => {
        left.signal.addEventListener('abort', open(request, listen));
      };
      const table = person === null ? null : tableOf(person, request);
      if (table) new Seat({ table, open: (hear) => open(request, hear), listen, alone, left, silence }).take();
      else alone();
    });
    return () => {
      left.abort();
    };
  };
}

/** The channel of the tabs that share a stream. */
interface Table {
  name: string;
  locks: LockManager;
  channel: BroadcastChannel;
}

function tableOf(person: string, request: StreamRequest): Table | null {
  const { locks } = navigator as { locks?: LockManager }; // in secure contexts only
  if (!locks) return null;
  // The number is the version of the messages' format, which may differ between tabs of two releases.
  const name = `stream 1 ${person} ${JSON.stringify(request)}`;
  const channel = openChannel(name);
  return channel && { name, locks, channel };
}

type Kind = 'status' | 'result';

const kindOf = (event: StreamEvent): Kind => ('status' in event ? 'status' : 'result');

type Message = 'whereAreWe' | 'alive' | { event: StreamEvent } | { soFar: StreamEvent[] };

interface Company {
  table: Table;
  open: (hear: (event: StreamEvent) => void) => () => void;
  listen: (event: StreamEvent) => void;
  /** Opens a stream of its own after all. */
  alone: () => void;
  left: AbortController;
  silence: number;
}

/** A tab's part in a shared stream: it waits for the lock and listens meanwhile, or it holds the lock and has the stream. */
class Seat {
  readonly #in: Company;
  /** The status of the stream and its latest result, while this tab has it. */
  #soFar: StreamEvent[] | null = null;
  /** The kinds of events that this tab has received. If another tab asks for those, the answer is not news here. */
  readonly #heard = new Set<Kind>();
  /** Aborted when there has been no message for too long. */
  #patience = new AbortController();
  #alarm: ReturnType<typeof setTimeout> | undefined;

  constructor(company: Company) {
    this.#in = company;
  }

  take(): void {
    const { table, left } = this.#in;
    table.channel.onmessage = ({ data }: MessageEvent<Message>) => {
      this.#hear(data);
    };
    left.signal.addEventListener('abort', () => {
      clearTimeout(this.#alarm);
      table.channel.close();
    });
    this.#tell('whereAreWe');
    void this.#wait(false);
  }

  /** Waits for the lock, or takes it from a tab that is open but blocked, such as one that shows the print dialog. */
  async #wait(steal: boolean): Promise<void> {
    const { table, left, alone } = this.#in;
    const patience = (this.#patience = new AbortController());
    const signal = AbortSignal.any([left.signal, patience.signal]);
    this.#expectWord();
    try {
      await table.locks.request(table.name, steal ? { steal } : { signal }, () => this.#lead(signal));
    } catch (error) {
      const isSilent = patience.signal.aborted;
      patience.abort(); // closes the stream that another tab has taken over
      clearTimeout(this.#alarm);
      if (left.signal.aborted) return;
      if (error instanceof DOMException && error.name === 'AbortError') await this.#wait(isSilent);
      else alone();
    }
  }

  /** Has the stream until the signal or the stream's end. */
  async #lead(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    clearTimeout(this.#alarm);
    this.#soFar = [];
    const beat = setInterval(() => {
      this.#tell('alive');
    }, this.#in.silence / 3);
    const close = this.#in.open((event) => {
      this.#soFar = [...(this.#soFar ?? []).filter((earlier) => kindOf(earlier) !== kindOf(event)), event];
      this.#tell({ event });
      this.#pass(event);
    });
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        this.#soFar = null;
        clearInterval(beat);
        close();
        resolve();
      });
    });
  }

  #hear(message: Message): void {
    if (message === 'whereAreWe') {
      if (this.#soFar) this.#tell({ soFar: this.#soFar });
    } else if (!this.#soFar) {
      this.#expectWord();
      if (message === 'alive') return;
      const news =
        'event' in message ? [message.event] : message.soFar.filter((event) => !this.#heard.has(kindOf(event)));
      for (const event of news) {
        this.#heard.add(kindOf(event));
        this.#pass(event);
      }
    }
  }

  readonly #pass = (event: StreamEvent): void => {
    const { left, listen } = this.#in;
    if (left.signal.aborted) return;
    listen(event);
    if ('status' in event && event.status === 'ended') left.abort();
  };

  /** Spread, so that one of many tabs gives up waiting first. */
  #expectWord(): void {
    clearTimeout(this.#alarm);
    const patience = this.#patience;
    this.#alarm = setTimeout(
      () => {
        patience.abort();
      },
      this.#in.silence * (1 + Math.random() / 4),
    );
  }

  #tell(message: Message): void {
    if (!this.#in.left.signal.aborted) this.#in.table.channel.postMessage(message);
  }
}
