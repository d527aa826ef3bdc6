import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the stand-ins on free ports and resolves with the pool, what was sent last, and how to stop. */
export async function start(...flags) {
  const folder = await mkdtemp(join(tmpdir(), 'standin-')); // the files of the suite run at the same time
  const binary = join(folder, 'standin');
  const build = spawn('go', ['build', '-o', binary, './standin'], { cwd: repository, stdio: 'inherit' });
  const [status] = await once(build, 'exit');
  if (status !== 0) throw new Error('the stand-in does not build');
  const child = spawn(binary, ['-cognito', '127.0.0.1:0', '-dynamodb', '127.0.0.1:0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const messages = [];
  let wake = () => {};
  const ready = new Promise((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const object = JSON.parse(line);
      if (object.cognito) resolve(object.cognito);
      if (object.message) messages.push(object.message);
      wake();
    });
  });
  return {
    pool: await ready,
    /** The code of the next message. */
    async code() {
      while (messages.length === 0) await new Promise((resolve) => (wake = resolve));
      return messages.shift().code;
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

/** What an authenticator app shows (RFC 6238), some steps from now. */
export function totp(secret, steps = 0) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const value = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}
