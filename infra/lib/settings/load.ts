// Reads the settings of an environment, with their defaults, and refuses what cannot be deployed.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { problemsOf } from './rules.ts';
import { type Settings, type SettingsFile, complete } from './settings.ts';

/** The folder of configuration files, unless a test has its own. */
export const configFolder = fileURLToPath(new URL('../../config', import.meta.url));

/** A configuration that cannot be deployed. The message has every problem, each on a line of its own. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(environment: string, problems: readonly string[]) {
    super(`The configuration "${environment}" cannot be deployed:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads and validates the settings of an environment; a ConfigError says everything that is wrong with them. */
export async function loadSettings(environment: unknown, folder = configFolder): Promise<Settings> {
  const known = readdirSync(folder)
    .filter((f) => f.endsWith('.ts'))
    .map((f) => f.slice(0, -3));
  const file = join(folder, `${String(environment)}.ts`);
  if (typeof environment !== 'string' || !known.includes(environment) || !existsSync(file)) {
    throw new ConfigError(String(environment), [
      `There is no config/${String(environment)}.ts: pass -c environment=NAME with one of ${known.join(', ')}, or create the file.`,
    ]);
  }
  const { settings } = (await import(pathToFileURL(file).href)) as { settings?: SettingsFile };
  if (settings === undefined)
    throw new ConfigError(environment, [`config/${environment}.ts must export a constant named settings.`]);
  if (settings.environment !== environment) {
    throw new ConfigError(environment, [
      `environment is "${settings.environment}": set it to "${environment}", the name of its file.`,
    ]);
  }
  return validate(complete(settings));
}

/** Returns the settings, or throws a ConfigError with every problem. */
export function validate(settings: Settings): Settings {
  const problems = problemsOf(settings);
  if (problems.length > 0) throw new ConfigError(settings.environment, problems);
  return settings;
}
