import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;

/** A running copy of the whole product, with data of its own. */
export interface Server {
  /** The origin of the product, such as http://127.0.0.1:41234. */
  url: string;
  /** The origin of the page with the messages that would have been sent. */
  outbox: string;
  stop(): Promise<void>;
}

/**
 * Starts the binary of global-setup.ts on free ports and an empty data folder, with more settings if given; it is ready when this
 * returns.
 */
export async function startServer(settings: Record<string, string> = {}): Promise<Server> {
  const binary = process.env.E2E_SERVER;
  if (!binary) throw new Error('E2E_SERVER is not set: global-setup.ts has not run');
  const data = await mkdtemp(join(tmpdir(), 'unicornpursuit-data-'));
  const child = spawn(binary, [], {
    env: {
      ...process.env,
      LISTEN_ADDR: '127.0.0.1:0',
      OUTBOX_ADDR: '127.0.0.1:0',
      LOCAL_DATA: data,
      // Tests may stand for a proxy, and so for many people at many addresses.
      TRUSTED_PROXIES: '127.0.0.1',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await stopProcess(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const addresses = await printedAddresses(child);
    return { ...addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Reads the two addresses that the server prints once it listens. */
function printedAddresses(child: ChildProcess): Promise<{ url: string; outbox: string }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string) => {
      reject(new Error(`The server ${reason}. It printed:\n${output}`));
    };
    const timer = setTimeout(fail, startTimeoutMs, 'printed no addresses in time');
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /^\s*Product\s+(http:\S+?)\/?\s*$/m.exec(output)?.[1];
      const outbox = /^\s*Outbox\s+(http:\S+?)\/?\s*$/m.exec(output)?.[1];
      if (url && outbox) {
        clearTimeout(timer);
        resolve({ url, outbox });
      }
    };
    // Both pipes are read to the end of the run: a full pipe would block the server.
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => {
      fail(`did not start: ${error.message}`);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}
