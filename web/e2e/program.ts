import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;

/** A program that the tests have started. */
export interface Program {
  /** Resolves with the first line of the output that `find` makes something of, among those that are still to come. */
  says<T>(find: (line: string) => T | undefined): Promise<T>;
  /** Writes a line to its input. */
  tell(line: string): void;
  stop: () => Promise<void>;
}

/** Starts the binary that a variable of global-setup.ts names. */
export function start(variable: string, args: string[], env: Record<string, string> = {}): Program {
  const binary = process.env[variable];
  if (!binary) throw new Error(`${variable} is not set: global-setup.ts has not run`);
  const child = spawn(binary, args, { env: { ...ownEnvironment(), ...env }, stdio: 'pipe' });
  const output = new Output(child, variable);
  return {
    says: (find) => output.wait(find),
    tell: (line) => child.stdin.write(`${line}\n`),
    stop: () => stop(child),
  };
}

/** The environment without the variables of the AWS SDK, which are of an account that the tests have nothing to do with. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('AWS_')));
}

/** What a program prints, line by line. Both pipes are read to the end of the run: a full pipe would block the program. */
class Output {
  #printed = '';
  #failure: Error | null = null;
  readonly #waiting = new Set<{ take: (line: string) => boolean; fail: (error: Error) => void }>();

  constructor(child: ChildProcess, name: string) {
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.#printed += chunk));
    child.once('error', (error) => {
      this.#end(`${name} did not start: ${error.message}`);
    });
    child.once('exit', (code) => {
      this.#end(`${name} ended with code ${code}`);
    });
  }

  wait<T>(find: (line: string) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(this.#error('It did not say what was waited for in time'));
      }, startTimeoutMs);
      const waiting = {
        take: (line: string) => {
          const found = find(line);
          if (found === undefined) return false;
          clearTimeout(timer);
          resolve(found);
          return true;
        },
        fail: (error: Error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  #take(line: string) {
    this.#printed += `${line}\n`;
    for (const waiting of this.#waiting) {
      if (waiting.take(line)) this.#waiting.delete(waiting);
    }
  }

  #end(reason: string) {
    this.#failure = this.#error(reason);
    for (const waiting of this.#waiting) waiting.fail(this.#failure);
    this.#waiting.clear();
  }

  #error(reason: string): Error {
    return new Error(`${reason}. It printed:\n${this.#printed.slice(-10_000)}`);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}
