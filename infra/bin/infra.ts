// Synthesises the stacks of the environment named by `-c environment=`. A bad configuration is reported here, with what to set.
import { App } from 'aws-cdk-lib';
import { existsSync } from 'node:fs';
import { addStacks, lambdaFolder } from '../lib/app.ts';
import { ConfigError, loadSettings } from '../lib/settings/load.ts';

try {
  const app = new App();
  const settings = await loadSettings(app.node.tryGetContext('environment'));
  if (!existsSync(lambdaFolder))
    throw new ConfigError(settings.environment, ['The Lambda functions are not built: run make lambdas.']);
  addStacks(app, settings);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
