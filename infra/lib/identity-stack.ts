// Who people are: the user pool, its app client, its domain, and the two functions that Cognito calls.
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './config.ts';

/** What the identity stack needs beyond a stack's own. */
export interface IdentityStackProps extends StackProps {
  readonly settings: Settings;
  /** The table that PostConfirmation writes voters to. */
  readonly table: { readonly tableName: string; readonly tableArn: string };
  /** Folder with presignup/bootstrap and postconfirmation/bootstrap. */
  readonly lambdaFolder: string;
}

export class IdentityStack extends Stack {
  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
  }
}
