// The network of the Fargate option: subnets without public addresses, and the ways out of them.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { retentionOf } from './log-retention.ts';
import type { LogDays } from './settings/edge.ts';
import type { FargateSettings } from './settings/service.ts';

/** The addresses of the network. */
export const networkRange = '10.20.0.0/16';

/** What the network needs. */
export interface NetworkProps {
  readonly service: FargateSettings;
  readonly logDays: LogDays;
}

export class Network extends Construct {
  readonly vpc: ec2.Vpc;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { service } = props;
    const nat = service.network === 'nat';
    const privateSubnets = {
      name: 'service',
      subnetType: nat ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED,
    };
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(networkRange),
      availabilityZones: [...service.availabilityZones],
      natGateways: nat ? service.natGateways : 0,
      subnetConfiguration: nat
        ? [{ name: 'nat', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false }, privateSubnets]
        : [privateSubnets],
      restrictDefaultSecurityGroup: false, // nothing is in that group, and emptying it takes a function that may change groups
    });
    Validations.of(this.vpc).acknowledge({
      id: 'CloudFormation-Validate::W3010',
      reason: 'The zones are a setting, since synthesis asks no account for its own.',
    });
    // CloudFront's VPC origins need a gateway attached to the VPC. No route of a private subnet leads to it.
    if (!nat) this.attachInternetGateway();
    this.vpc.addGatewayEndpoint('DynamoDB', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }); // layers of images
    if (!nat) this.addInterfaceEndpoints();
    this.logRefusals(props.logDays);
  }

  private attachInternetGateway(): void {
    const gateway = new ec2.CfnInternetGateway(this, 'Gateway');
    new ec2.CfnVPCGatewayAttachment(this, 'Attachment', { vpcId: this.vpc.vpcId, internetGatewayId: gateway.ref });
  }

  private addInterfaceEndpoints(): void {
    const { vpc } = this;
    const group = new ec2.SecurityGroup(this, 'EndpointGroup', {
      vpc,
      description: 'AWS endpoints of the service',
      allowAllOutbound: false,
    });
    group.addIngressRule(ec2.Peer.ipv4(networkRange), ec2.Port.HTTPS, 'From the service');
    const services = {
      Cognito: new ec2.InterfaceVpcEndpointAwsService('cognito-idp'),
      Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
      Registry: ec2.InterfaceVpcEndpointAwsService.ECR,
      Images: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
      Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    };
    for (const [name, service] of Object.entries(services)) {
      vpc.addInterfaceEndpoint(name, { service, securityGroups: [group], open: false, privateDnsEnabled: true });
    }
  }

  private logRefusals(logDays: LogDays): void {
    const retention = retentionOf(logDays);
    const group = new logs.LogGroup(this, 'FlowLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'FlowLogsRole', {
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com'),
    });
    this.vpc.addFlowLog('Refusals', {
      trafficType: ec2.FlowLogTrafficType.REJECT,
      destination: ec2.FlowLogDestination.toCloudWatchLogs(group, role),
    });
  }
}
