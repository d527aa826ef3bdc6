// Synthesises the stacks of the environment named by `-c environment=`. A bad configuration ends here, with what to set.
import { App } from 'aws-cdk-lib';
import { addStacks } from '../lib/app.ts';
import { ConfigError, loadSettings } from '../lib/config.ts';

try {
  const app = new App();
  addStacks(app, await loadSettings(app.node.tryGetContext('environment')));
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
