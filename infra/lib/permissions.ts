// The server's permissions, wherever it runs. Each has its reason in test/iam.test.ts.
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { indexName } from './data-stack.ts';

/** The server's own permissions, and no more. Most calls of Cognito are those of the app client and need none. */
export function serverStatements(table: ITable, userPool: IUserPool): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'Items',
      // A transaction has no action of its own: it needs those of its parts, which for votes and projects are puts and
      // updates.
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
        'cognito-idp:AdminCreateUser',
        'cognito-idp:AdminDeleteUser',
        'cognito-idp:AdminDisableUser',
        'cognito-idp:AdminEnableUser',
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminListGroupsForUser',
        'cognito-idp:AdminSetUserMFAPreference',
        'cognito-idp:AdminUpdateUserAttributes',
        'cognito-idp:AdminUserGlobalSignOut',
        'cognito-idp:ListUsers',
      ],
      resources: [userPool.userPoolArn],
    }),
  ];
}
