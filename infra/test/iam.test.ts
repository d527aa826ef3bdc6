// Every action that any template grants, to whom, and why. What is not in the list is not granted.
import { describe, expect, test } from 'vitest';
import type { Settings } from '../lib/settings/settings.ts';
import { serviceOptions, templates } from './service-support.ts';
import { prod, signInOptions } from './support.ts';

const allowed: Readonly<Record<string, string>> = {
  'dynamodb:GetItem': 'the server and PostConfirmation read voters; the server reads sessions',
  'dynamodb:PutItem':
    'the server and PostConfirmation write voters; the server writes sessions, audit events and, in transactions, projects and the events of votes',
  'dynamodb:UpdateItem':
    'the server takes leases, counts attempts, edits projects and, in transactions, changes votes and tallies',
  'dynamodb:DeleteItem': 'the server ends sessions and, in transactions, gives mailboxes up',
  'dynamodb:Query':
    'the server reads projects with their tallies, and lists what has changed of them, sessions and audit events',
  'cognito-idp:ListUsers': 'administrators look accounts up',
  'cognito-idp:AdminGetUser': 'administrators look at an account; a sign-up looks at the account that has its address',
  'cognito-idp:AdminListGroupsForUser': 'the server asks whether an administrator still is one',
  'cognito-idp:AdminCreateUser': 'administrators invite people',
  'cognito-idp:AdminUpdateUserAttributes': 'administrators correct names and addresses',
  'cognito-idp:AdminDeleteUser': 'an account gives way to the owner of its address',
  'cognito-idp:AdminDisableUser': 'administrators lock an account',
  'cognito-idp:AdminEnableUser': 'administrators unlock an account',
  'cognito-idp:AdminSetUserMFAPreference': 'administrators reset a lost second factor',
  'cognito-idp:AdminUserGlobalSignOut': 'administrators sign an account out',
  'secretsmanager:GetSecretValue': 'ECS gives the container its SESSION_KEYS',
  'secretsmanager:DescribeSecret': 'ECS gives the container its SESSION_KEYS',
  'ecr:GetAuthorizationToken': 'ECS pulls the image',
  'ecr:BatchCheckLayerAvailability': 'ECS pulls the image',
  'ecr:GetDownloadUrlForLayer': 'ECS pulls the image',
  'ecr:BatchGetImage': 'ECS pulls the image',
  'logs:CreateLogStream': 'functions, containers and the network write their logs',
  'logs:PutLogEvents': 'functions, containers and the network write their logs',
  'logs:DescribeLogStreams': 'the network writes its log',
  's3:PutObject': 'the load balancer writes its access log',
  'sns:Publish': 'Cognito sends SMS; alarms go to their topic',
  'sts:AssumeRole': 'services take their roles',
  'lambda:InvokeFunction': 'Cognito calls its triggers; the function URL calls the server',
  'lambda:InvokeFunctionUrl': 'CloudFront calls the function URL, which asks for its secret',
  'kms:CreateGrant': 'a customer key is used through DynamoDB',
  'kms:Decrypt': 'a customer key is used through DynamoDB',
  'kms:DescribeKey': 'a customer key is used through DynamoDB',
  'kms:Encrypt': 'a customer key is used through DynamoDB',
  'kms:GenerateDataKey': 'a customer key is used through DynamoDB',
  'kms:ReEncryptFrom': 'a customer key is used through DynamoDB',
  'kms:ReEncryptTo': 'a customer key is used through DynamoDB',
  'ssm:GetParameters': "the CDK takes the web ACL's ARN from us-east-1 to the region",
  'ssm:PutParameter': 'the same',
  'ssm:DeleteParameters': 'the same',
  'ssm:AddTagsToResource': 'the same',
  'ssm:RemoveTagsFromResource': 'the same',
  'ssm:ListTagsForResource': 'the same',
};

/** Of actions with a wildcard: who gets them, and why it is no choice. */
const wildcards: Readonly<Record<string, string>> = {
  'kms:* to {"AWS":"arn:aws:iam::111122223333:root"}':
    'a key whose account may not manage it could never be changed again; IAM policies say who may',
};

const options: Readonly<Record<string, Settings>> = {
  ...serviceOptions,
  ...signInOptions,
  'a customer key': { ...prod, data: { encryption: 'customer-managed' } },
};

interface Grant {
  readonly action: string;
  readonly principal: string;
  readonly resources: unknown;
}

/** All that the template allows: policies of roles and of resources, and permissions of functions. */
function grants(node: unknown): Grant[] {
  if (Array.isArray(node)) return node.flatMap(grants);
  if (typeof node !== 'object' || node === null) return [];
  const own = node as Record<string, unknown>;
  const nested = Object.values(own).flatMap(grants);
  if (own.Type === 'AWS::Lambda::Permission') {
    const { Action, Principal, FunctionName } = own.Properties as Record<string, unknown>;
    return [{ action: String(Action), principal: String(Principal), resources: FunctionName }];
  }
  if (own.Effect !== 'Allow') return nested;
  const principal = JSON.stringify(own.Principal ?? 'its role');
  return [own.Action].flat().map((action) => ({ action: String(action), principal, resources: own.Resource }));
}

describe.each(Object.entries(options))('with %s', (_name, settings) => {
  const all = Object.values(templates(settings)).flatMap((template) => grants(template.toJSON()));

  test('every action that is granted is in the list, and none is a wildcard without its reason', () => {
    const unknown = all.filter(
      ({ action, principal }) => !(action in allowed) && !(`${action} to ${principal}` in wildcards),
    );
    expect(unknown).toEqual([]);
  });

  test('the items of the table and the accounts of the pool are granted by their ARN', () => {
    const onData = all.filter(({ action }) => /^(dynamodb|cognito-idp):/.test(action));
    expect(onData.length).toBeGreaterThan(10);
    for (const { resources } of onData) expect(JSON.stringify(resources)).not.toContain('"*"');
  });

  // But for the CDK's own functions that take the web ACL's ARN over regions, which choose theirs.
  test('no managed policy of AWS is attached, which AWS may widen', () => {
    const policies = Object.values(templates(settings))
      .flatMap((template) => Object.values(template.findResources('AWS::IAM::Role')))
      .flatMap((role) => (role.Properties as { ManagedPolicyArns?: unknown[] }).ManagedPolicyArns ?? []);
    expect(
      policies.map((arn) => JSON.stringify(arn)).filter((arn) => !arn.includes('AWSLambdaBasicExecutionRole')),
    ).toEqual([]);
  });
});

test('every action in the list is granted somewhere', () => {
  const granted = new Set(
    Object.values(options)
      .flatMap((settings) => Object.values(templates(settings)).flatMap((t) => grants(t.toJSON())))
      .map((g) => g.action),
  );
  expect(Object.keys(allowed).filter((action) => !granted.has(action))).toEqual([]);
});
