// What tests share: an app with the flags of cdk.json, the settings of every option, and stand-ins for the Go binaries.
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settings as prodFile } from '../config/prod.ts';
import { settings as stagingFile } from '../config/staging.ts';
import { addStacks } from '../lib/app.ts';
import type { HostedSignIn, IdentitySettings } from '../lib/settings/identity.ts';
import { type Settings, complete } from '../lib/settings/settings.ts';

const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

/** The settings of the environments of config/. */
export const prod = complete(prodFile);
export const staging = complete(stagingFile);

/** An app with the flags that the CLI would give it, whose assembly goes to a folder of its own. */
export function newApp(): App {
  return new App({ context, outdir: mkdtempSync(join(tmpdir(), 'cdk-test-')) });
}

/** Folder with a bootstrap for each function. Templates depend on the binaries by their hash only. */
export function fakeLambdas(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-test-'));
  for (const name of ['presignup', 'postconfirmation', 'server']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'bootstrap'), `stand-in for ${name}`);
  }
  return folder;
}

/** The stack of the app with the id. */
export function stackOf(app: App, id: string): Stack {
  const stack = app.node.findChild(id);
  if (!Stack.isStack(stack)) throw new Error(`${id} is no stack`);
  return stack;
}

/** The template of one stack of the settings, by its id: Data, Identity, Service, Firewall, Edge, Monitoring, SignInDomain. */
export function templateOf(settings: Settings, id: string): Template {
  const app = newApp();
  addStacks(app, settings, fakeLambdas());
  return Template.fromStack(stackOf(app, id));
}

/** A resource of a template. */
interface Resource {
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** The resources of a type, and with such properties if any are given. */
export function resourcesOf(template: Template, type: string, properties: object = {}): Resource[] {
  return Object.values(template.findResources(type, { Properties: properties })) as unknown as Resource[];
}

/** The one resource of a type. */
export function only(template: Template, type: string): Resource {
  const [found, ...others] = resourcesOf(template, type);
  if (found === undefined || others.length > 0) throw new Error(`not one resource of type ${type}`);
  return found;
}

/** What is at a path of names, such as `Policy.Statement.0`, or undefined. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], value);
}

/** The settings of prod with other identity settings. */
export function withIdentity(identity: Partial<IdentitySettings>): Settings {
  return { ...prod, identity: { ...prod.identity, ...identity } };
}

/** Cognito's pages, at a domain of Cognito's unless `hosted` says otherwise. */
export function hosted(hosted: Partial<HostedSignIn> = { prefix: 'unicornpursuit' }): HostedSignIn {
  return {
    kind: 'hosted',
    callbackUrls: [`https://${prod.domainName}/auth/callback`],
    signOutUrls: [`https://${prod.domainName}/`],
    ...hosted,
  };
}

/** The ways to sign in. */
export const signInOptions: Readonly<Record<string, Settings>> = {
  "the product's own pages": withIdentity({ signIn: { kind: 'custom' } }),
  "Cognito's pages at its domain": withIdentity({ signIn: hosted() }),
  "Cognito's pages at the product's domain": withIdentity({
    signIn: hosted({ domainName: 'auth.unicornpursuit.com', parentHasRecord: true }),
  }),
};
