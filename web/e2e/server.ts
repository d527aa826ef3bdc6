import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Program, start } from './program';

/** Settings of the product and of the local run, in addition to those that a test run needs. */
export type Settings = Record<string, string>;

/** A running copy of the whole product, with data of its own. */
export interface Server {
  /** The origin of the product, such as https://localhost:41234. */
  url: string;
  /** The origin of the page with the messages that would have been sent. */
  outbox: string;
  stop: () => Promise<void>;
}

/** A running copy as it is deployed. */
export interface Deployment extends Server {
  backend: Backend;
}

/** The stand-ins for AWS, with data of their own. */
export interface Backend {
  outbox: string;
  /** What a server needs in its environment to work with them. */
  environment: Settings;
  stop: () => Promise<void>;
}

/** What ends TLS in front of the product. */
export interface TlsEnd {
  url: string;
  /** Has requests go to these instances in turn, from now on. */
  leadTo(...instances: Instance[]): Promise<void>;
  stop: () => Promise<void>;
}

/** A process of the product. */
export interface Instance {
  /** Where it listens, by plain http. */
  address: string;
  stop: () => Promise<void>;
}

/** Starts the product as it is deployed: the production server with its defaults, behind TLS, with the stand-ins for AWS. */
export async function startServer(settings: Settings = {}): Promise<Deployment> {
  const [backend, tls] = await Promise.all([startBackend(settings), startTlsEnd()]);
  const instance = await startInstance(backend, tls.url, settings);
  await tls.leadTo(instance);
  return {
    url: tls.url,
    outbox: backend.outbox,
    backend,
    stop: async () => {
      await Promise.all([tls.stop(), instance.stop()]);
      await backend.stop();
    },
  };
}

/** Starts the stand-ins on free ports, with an empty data folder. */
export async function startBackend(settings: Settings = {}): Promise<Backend> {
  return withDataFolder(async (LOCAL_DATA) => {
    const program = start('E2E_LOCAL', ['backend'], { OUTBOX_ADDR: '127.0.0.1:0', LOCAL_DATA, ...settings });
    const report = program.says((line) => JSON.parse(line) as Omit<Backend, 'stop'>);
    return started(program, async () => ({ ...(await report), stop: program.stop }));
  });
}

export function startTlsEnd(): Promise<TlsEnd> {
  const program = start('E2E_TLSEND', [process.env.E2E_CERTIFICATE ?? '']);
  return started(program, async () => ({
    url: await program.says((line) => line),
    leadTo: async (...instances) => {
      const addresses = instances.map(({ address }) => address).join(' ');
      const taken = program.says((line) => (line === addresses ? true : undefined));
      program.tell(addresses);
      await taken;
    },
    stop: program.stop,
  }));
}

/** Starts the production server for a public URL. `variable` names the one that has its binary. */
export function startInstance(
  backend: Backend,
  publicUrl: string,
  settings: Settings = {},
  variable = 'E2E_SERVER',
): Promise<Instance> {
  const program = start(variable, [], {
    ...backend.environment,
    PUBLIC_URL: publicUrl,
    LISTEN_ADDR: '127.0.0.1:0',
    ADMIN_ADDR: '127.0.0.1:0',
    TRUSTED_PROXIES: '127.0.0.1', // the TLS end
    SHUTDOWN_DELAY: '0s',
    ...settings,
  });
  return started(program, async () => ({ address: await program.says(listeningAt), stop: program.stop }));
}

/** Reads the address from the server's log. */
function listeningAt(line: string): string | undefined {
  const { msg, address } = JSON.parse(line) as { msg?: string; address?: string };
  return msg === 'listening' && address ? `http://${address}` : undefined;
}

/** Starts the local run, as a developer has it: plain http, the playground, and any document. */
export async function startDevelopment(settings: Settings = {}): Promise<Server> {
  return withDataFolder((LOCAL_DATA) => {
    const program = start('E2E_LOCAL', [], {
      LISTEN_ADDR: '127.0.0.1:0',
      OUTBOX_ADDR: '127.0.0.1:0',
      TRUSTED_PROXIES: '127.0.0.1', // tests stand for people at many addresses
      LOCAL_DATA,
      ...settings,
    });
    const [url, outbox] = ['Product', 'Outbox'].map((name) =>
      program.says((line) => new RegExp(`^${name}\\s+(http:\\S+)`).exec(line)?.[1]),
    );
    return started(program, async () => ({ url: (await url) ?? '', outbox: (await outbox) ?? '', stop: program.stop }));
  });
}

/** Stops a program that does not get ready. */
async function started<T>(program: Program, ready: () => Promise<T>): Promise<T> {
  try {
    return await ready();
  } catch (error) {
    await program.stop();
    throw error;
  }
}

/** Has data kept in a folder that is there as long as what was started with it. */
async function withDataFolder<T extends { stop: () => Promise<void> }>(
  begin: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'unicornpursuit-data-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const running = await begin(folder);
    return {
      ...running,
      stop: async () => {
        await running.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
