import { openChannel } from './channel';
import type { OpenStream, StreamEvent, StreamRequest } from './stream';

export interface Sharing {
  /** Whose streams these are, once that is known: tabs share with those of the same person only. Null: with nobody. */
  whose: () => Promise<string | null>;
  /** How long the tab with the stream may say nothing before another takes over, in milliseconds. */
  silence?: number;
}

/**
 * Lets the tabs of a browser share a stream. The tab that holds its lock has it and passes on what comes; when that tab goes,
 * the browser gives the lock to the next. Where there are no locks, as on a page by plain http, or the browser refuses
 * them, each tab has a stream of its own.
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

/** Where the tabs with one stream meet. */
interface Table {
  name: string;
  locks: LockManager;
  channel: BroadcastChannel;
}

function tableOf(person: string, request: StreamRequest): Table | null {
  const { locks } = navigator as { locks?: LockManager }; // in secure contexts only
  if (!locks) return null;
  // The number is that of the messages' form, which tabs of two releases may not agree on.
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
  /** Has a stream of its own after all. */
  alone: () => void;
  left: AbortController;
  silence: number;
}

/** A tab's part in a shared stream: it waits for the lock and listens meanwhile, or it holds the lock and has the stream. */
class Seat {
  readonly #in: Company;
  /** Where the stream stands and its latest result, while this tab has it. */
  #soFar: StreamEvent[] | null = null;
  /** The kinds of events that this tab has heard: of those, what another asks for is no news here. */
  readonly #heard = new Set<Kind>();
  /** Is aborted when nobody has said anything for too long. */
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

  /** Waits for the lock, or takes it from a tab that is there but can do nothing, such as one that shows the print dialog. */
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

  /** Spread, so that of many tabs one is the first to lose its patience. */
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
