// The server's variables (`server --help`) and permissions, wherever it runs.
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { indexName } from './data-stack.ts';
import type { IdentityVariables } from './identity-stack.ts';
import type { PlaceSettings } from './settings/place.ts';
import type { ServerSettings } from './settings/server.ts';
import type { VotingSettings } from './settings/voting.ts';

/** The environment of the server without its secret, SESSION_KEYS, and without what depends on where it runs. */
export function serverEnvironment(
  settings: ServerSettings & Pick<PlaceSettings, 'domainName'>,
  identity: IdentityVariables,
): Record<string, string> {
  return {
    PUBLIC_URL: `https://${settings.domainName}`,
    ...identity,
    TABLE_NAME: settings.tableName,
    ALLOWED_EMAIL_DOMAINS: settings.emailDomains.join(','),
    ...votingEnvironment(settings.voting),
    ...(settings.trustedDocuments.length > 0 ? { TRUSTED_DOCUMENTS: settings.trustedDocuments.join(',') } : {}),
    ...(settings.allowedOrigins.length > 0 ? { ALLOWED_ORIGINS: settings.allowedOrigins.join(',') } : {}),
    AD_HOC_DOCUMENTS: String(settings.adHocDocuments),
    ENVIRONMENT: 'production', // of every deployment: `development` would switch the playground on
  };
}

function votingEnvironment({ opensAt, closesAt, ownProjectVotes }: VotingSettings): Record<string, string> {
  return {
    ...(opensAt === undefined ? {} : { VOTING_OPENS_AT: opensAt }),
    ...(closesAt === undefined ? {} : { VOTING_CLOSES_AT: closesAt }),
    OWN_PROJECT_VOTES: String(ownProjectVotes),
  };
}

/** The server's own permissions, and no more. Most calls of Cognito are those of the app client and need none. */
export function serverStatements(table: ITable, userPool: IUserPool): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'Items',
      // A transaction has no action of its own: it needs those of what it does, which for votes and projects are puts and updates.
      actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      resources: [table.tableArn],
    }),
    new iam.PolicyStatement({
      sid: 'Lists',
      actions: ['dynamodb:Query'],
      resources: [`${table.tableArn}/index/${indexName}`],
    }),
    new iam.PolicyStatement({
      sid: 'Administration',
      actions: [
        'cognito-idp:AdminDisableUser',
        'cognito-idp:AdminEnableUser',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminSetUserMFAPreference',
        'cognito-idp:AdminUserGlobalSignOut',
        'cognito-idp:ListUsers',
      ],
      resources: [userPool.userPoolArn],
    }),
  ];
}
