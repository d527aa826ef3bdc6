// The web ACL of CloudFront, which has to be in us-east-1 wherever the rest is.
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { retentionOf } from './log-retention.ts';
import type { EdgeSettings } from './settings/edge.ts';

/** The most that the body of a request may have: MaxBodyBytes in server/httpapi/graphqlhttp. */
const maxBodyBytes = 32 * 1024;

/** What the firewall stack needs beyond a stack's own. */
export interface FirewallStackProps extends StackProps {
  readonly edge: EdgeSettings;
}

export class FirewallStack extends Stack {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, props: FirewallStackProps) {
    super(scope, id, props);
    const acl = new waf.CfnWebACL(this, 'WebAcl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('WebAcl'),
      // By default WAF inspects 16 KiB of a body: to measure a body it must see all that the server accepts.
      associationConfig: { requestBody: { CLOUDFRONT: { defaultSizeInspectionLimit: 'KB_32' } } },
      rules: [rateRule(0, props.edge.requestsPerFiveMinutes), sizeRule(1), ...managedRules(2)],
    });
    this.webAclArn = acl.attrArn;
    this.logRefusals(acl, props.edge);
  }

  /** Logs what was refused or counted, without the credentials in its headers. */
  private logRefusals(acl: waf.CfnWebACL, { logDays }: EdgeSettings): void {
    const group = new logs.LogGroup(this, 'Refusals', {
      logGroupName: `aws-waf-logs-${this.stackName}`, // WAF requires the prefix
      retention: retentionOf(logDays),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new waf.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [
        `arn:${this.partition}:logs:${this.region}:${this.account}:log-group:${group.logGroupName}`,
      ],
      redactedFields: ['authorization', 'cookie'].map((Name) => ({ singleHeader: { Name } })),
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    });
  }
}

function visibility(metricName: string): waf.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false }; // samples would hold passwords
}

function rateRule(priority: number, limit: number): waf.CfnWebACL.RuleProperty {
  return {
    name: 'Rate',
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    visibilityConfig: visibility('Rate'),
    statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
  };
}

function sizeRule(priority: number): waf.CfnWebACL.RuleProperty {
  return {
    name: 'BodySize',
    priority,
    action: { block: { customResponse: { responseCode: 413 } } },
    visibilityConfig: visibility('BodySize'),
    statement: {
      sizeConstraintStatement: {
        fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
        comparisonOperator: 'GT',
        size: maxBodyBytes,
        textTransformations: [{ priority: 0, type: 'NONE' }],
      },
    },
  };
}

/**
 * AWS's own rules. Those of the common set that read bodies only count: bodies are JSON with passwords and free text,
 * which may legitimately contain "../" or "<b>" and which the server never interprets; and 8 KiB, their limit, is less
 * than a GraphQL document may have.
 */
function managedRules(first: number): waf.CfnWebACL.RuleProperty[] {
  const counted = [
    'SizeRestrictions_BODY',
    'CrossSiteScripting_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'EC2MetaDataSSRF_BODY',
  ];
  return [
    managedRule(first, 'AWSManagedRulesAmazonIpReputationList', []),
    managedRule(first + 1, 'AWSManagedRulesCommonRuleSet', counted),
    managedRule(first + 2, 'AWSManagedRulesKnownBadInputsRuleSet', []),
  ];
}

function managedRule(priority: number, name: string, counted: readonly string[]): waf.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    visibilityConfig: visibility(name),
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
  };
}
