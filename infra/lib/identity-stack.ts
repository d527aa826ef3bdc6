// Who people are: the user pool, its app client, the group of administrators, and the two functions that Cognito calls. The domain of Cognito's pages is a
// stack of its own, since it can only follow the product's DNS record.
import { CfnOutput, RemovalPolicy, SecretValue, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { CfnUserPoolClient, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { admissionEnvironment } from './admission.ts';
import { appClient } from './app-client.ts';
import { type IdentitySettings, hostedDomainUrl } from './settings/identity.ts';
import { Trigger } from './trigger.ts';
import { userPool } from './user-pool.ts';

/** What the identity stack needs beyond a stack's own. */
export interface IdentityStackProps extends StackProps {
  /** Name of the environment, which is part of the names of its parameters. */
  readonly environment: string;
  /** Where people reach the product, which invitations say. */
  readonly domainName: string;
  readonly identity: IdentitySettings;
  /** Email domains that may sign up. */
  readonly emailDomains: readonly string[];
  /** Countries whose phone numbers may sign up; none allows any. */
  readonly phoneCountries: readonly string[];
  /** The table that PostConfirmation writes voters to. */
  readonly table: { readonly tableName: string; readonly tableArn: string };
  /** Folder with presignup/bootstrap and postconfirmation/bootstrap. */
  readonly lambdaFolder: string;
}

/** The server's variables that this stack decides, except for its secret; each is an output and an SSM parameter, too. */
export interface IdentityVariables {
  readonly COGNITO_USER_POOL_ID: string;
  readonly COGNITO_CLIENT_ID: string;
  /** Only with Cognito's pages. */
  readonly COGNITO_DOMAIN_URL?: string;
}

export class IdentityStack extends Stack {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** COGNITO_CLIENT_SECRET of the server. */
  readonly clientSecret: Secret;
  readonly variables: IdentityVariables;
  /** The functions that Cognito calls. */
  readonly triggers: { readonly PreSignUp: IFunction; readonly PostConfirmation: IFunction };

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    const { environment, domainName, identity } = props;
    this.triggers = {
      PreSignUp: this.preSignUp(props).function,
      PostConfirmation: this.postConfirmation(props).function,
    };
    this.userPool = userPool(
      this,
      { environment, region: this.region, domainName, identity },
      {
        preSignUp: this.triggers.PreSignUp,
        postConfirmation: this.triggers.PostConfirmation,
      },
    );
    this.userPool.addGroup('Admins', { groupName: 'admin', description: 'Administrators of the product' });
    this.client = appClient(this.userPool, identity);
    this.clientSecret = this.keepClientSecret();
    const domainUrl = hostedDomainUrl(identity, this.region);
    this.variables = {
      COGNITO_USER_POOL_ID: this.userPool.userPoolId,
      COGNITO_CLIENT_ID: this.client.userPoolClientId,
      ...(domainUrl === undefined ? {} : { COGNITO_DOMAIN_URL: domainUrl }),
    };
    this.publish(environment);
  }

  /**
   * Puts the secret that Cognito has made where the server gets its secrets from. CloudFormation hands it over itself:
   * the template has a reference to it, and no function of a custom resource sees it.
   */
  private keepClientSecret(): Secret {
    const { attrClientSecret } = this.client.node.defaultChild as CfnUserPoolClient;
    const secret = new Secret(this, 'ClientSecret', {
      description: 'COGNITO_CLIENT_SECRET of the server: the secret of the app client',
      secretStringValue: SecretValue.resourceAttribute(attrClientSecret),
      removalPolicy: RemovalPolicy.DESTROY, // with the app client, which alone it is good for
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Cognito makes the secret with the app client: a new one comes with a new app client, not by a schedule.',
    });
    return secret;
  }

  private preSignUp({ emailDomains, phoneCountries, lambdaFolder }: IdentityStackProps): Trigger {
    return new Trigger(this, 'PreSignUp', {
      name: 'presignup',
      lambdaFolder,
      description: 'Rejects sign-ups from email domains and phone countries that are not allowed',
      variables: admissionEnvironment({ emailDomains, phoneCountries }),
    });
  }

  private postConfirmation({ table, lambdaFolder }: IdentityStackProps): Trigger {
    return new Trigger(this, 'PostConfirmation', {
      name: 'postconfirmation',
      lambdaFolder,
      description: 'Writes the voter record of a confirmed account',
      variables: { TABLE_NAME: table.tableName },
      permissions: [
        new PolicyStatement({
          actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
          resources: [table.tableArn],
          conditions: {
            'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['VOTER#*'] },
            Null: { 'dynamodb:LeadingKeys': 'false' },
          },
        }),
      ],
    });
  }

  private publish(environment: string): void {
    for (const [name, value] of Object.entries(this.variables) as [string, string][]) {
      new StringParameter(this, `Parameter${name}`, {
        parameterName: `/unicorn-pursuit/${environment}/${name}`,
        stringValue: value,
      });
      new CfnOutput(this, name.replaceAll('_', ''), { value, description: `${name} of the server` });
    }
  }
}
