// The server as containers on Fargate, behind a load balancer that has no address on the internet: CloudFront reaches it as a VPC
// origin. The image comes from the data stack's repository; nothing is built here.
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { createLogBucket } from './log-bucket.ts';
import { retentionOf } from './log-retention.ts';
import { Network, networkRange } from './network.ts';
import type { LogDays } from './settings/edge.ts';
import type { FargateSettings } from './settings/service.ts';

const port = 8080;

/** Seconds from the stop signal in which the server still answers while /readyz fails, in step with the load balancer's delay. */
const shutdownDelay = 10;
/** Seconds that the load balancer gives the requests of a stopping task to end. */
const deregistrationDelay = 15;
/**
 * Seconds after the stop signal until ECS kills the task. The server divides them between the delay, requests in flight
 * and audit events.
 */
const stopTimeout = 40;

/** What the Fargate option needs. */
export interface FargateServiceProps {
  readonly service: FargateSettings;
  readonly repository: ecr.IRepository;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: iam.PolicyStatement[];
  /** The variables that are secret. */
  readonly secrets: Readonly<Record<string, secretsmanager.ISecret>>;
  readonly logDays: LogDays;
}

export class FargateService extends Construct {
  readonly loadBalancer: elb.ApplicationLoadBalancer;
  readonly targets: elb.ApplicationTargetGroup;
  readonly service: ecs.FargateService;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: FargateServiceProps) {
    super(scope, id);
    const { vpc } = new Network(this, 'Network', { service: props.service, logDays: props.logDays });
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: retentionOf(props.logDays),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.loadBalancer = this.createLoadBalancer(vpc, props.logDays);
    this.service = this.createService(vpc, this.createTask(props), props.service);
    this.targets = this.createListener(props.service);
    this.scale(props.service);
  }

  private createLoadBalancer(vpc: ec2.Vpc, logDays: LogDays): elb.ApplicationLoadBalancer {
    const group = new ec2.SecurityGroup(this, 'LoadBalancerGroup', {
      vpc,
      description: 'CloudFront to load balancer',
      allowAllOutbound: false,
    });
    // CloudFront's interfaces for VPC origins are in these subnets; from outside of the VPC nothing has a route here.
    group.addIngressRule(ec2.Peer.ipv4(networkRange), ec2.Port.HTTPS, 'CloudFront, by its interfaces in the VPC');
    const balancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      internetFacing: false,
      securityGroup: group,
      vpcSubnets: { subnetGroupName: 'service' },
      dropInvalidHeaderFields: true,
      desyncMitigationMode: elb.DesyncMitigationMode.STRICTEST,
      deletionProtection: true,
      idleTimeout: Duration.seconds(60),
    });
    const bucket = createLogBucket(this, 'AccessLogs', logDays);
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`AWSLogs/${Aws.ACCOUNT_ID}/*`)],
      }),
    );
    balancer.setAttribute('access_logs.s3.enabled', 'true');
    balancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
    if (bucket.policy) balancer.node.addDependency(bucket.policy);
    return balancer;
  }

  private createTask(props: FargateServiceProps): ecs.FargateTaskDefinition {
    const task = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: props.service.cpu,
      memoryLimitMiB: props.service.memoryMiB,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    for (const statement of props.statements) task.addToTaskRolePolicy(statement);
    task.addContainer('server', {
      image: ecs.ContainerImage.fromEcrRepository(props.repository, props.service.imageTag),
      portMappings: [{ containerPort: port }],
      environment: {
        ...props.environment,
        AWS_REGION: Aws.REGION,
        LISTEN_ADDR: `:${port}`,
        ADMIN_ADDR: '127.0.0.1:9090', // metrics and pprof, from within the task only
        TRUSTED_PROXIES: networkRange, // the load balancer, and CloudFront's interfaces in front of it
        SHUTDOWN_DELAY: `${shutdownDelay}s`,
        SHUTDOWN_TIMEOUT: `${stopTimeout}s`,
      },
      secrets: Object.fromEntries(
        Object.entries(props.secrets).map(([name, secret]) => [name, ecs.Secret.fromSecretsManager(secret)]),
      ),
      logging: ecs.LogDrivers.awsLogs({ logGroup: this.logGroup, streamPrefix: 'server' }),
      readonlyRootFilesystem: true,
      privileged: false,
      user: '65532:65532',
      stopTimeout: Duration.seconds(stopTimeout),
    });
    Validations.of(task).acknowledge(
      {
        id: 'AwsSolutions-ECS2',
        reason: 'The variables are addresses and names; the secrets come from Secrets Manager.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ecr:GetAuthorizationToken is for a whole account: AWS offers no resource to name.',
      },
    );
    return task;
  }

  private createService(
    vpc: ec2.Vpc,
    taskDefinition: ecs.FargateTaskDefinition,
    settings: FargateSettings,
  ): ecs.FargateService {
    const group = new ec2.SecurityGroup(this, 'ServiceGroup', {
      vpc,
      description: 'Load balancer to server',
      allowAllOutbound: false,
    });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'AWS, by endpoints or NAT');
    const cluster = new ecs.Cluster(this, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
    return new ecs.FargateService(this, 'Service', {
      cluster,
      taskDefinition,
      securityGroups: [group],
      vpcSubnets: { subnetGroupName: 'service' },
      assignPublicIp: false,
      desiredCount: settings.minTasks,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true }, // a release that never becomes ready is rolled back
      healthCheckGracePeriod: Duration.seconds(30),
      enableExecuteCommand: false, // the image has no shell
    });
  }

  private createListener(settings: FargateSettings): elb.ApplicationTargetGroup {
    const listener = this.loadBalancer.addListener('Https', {
      port: 443,
      protocol: elb.ApplicationProtocol.HTTPS,
      sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
      open: false,
      certificates: [Certificate.fromCertificateArn(this, 'Certificate', settings.certificateArn)],
    });
    return listener.addTargets('Servers', {
      port,
      protocol: elb.ApplicationProtocol.HTTP,
      targets: [this.service],
      deregistrationDelay: Duration.seconds(deregistrationDelay),
      healthCheck: {
        path: '/readyz',
        healthyHttpCodes: '200',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  }

  private scale(settings: FargateSettings): void {
    const scaling = this.service.autoScaleTaskCount({ minCapacity: settings.minTasks, maxCapacity: settings.maxTasks });
    scaling.scaleOnCpuUtilization('Cpu', {
      targetUtilizationPercent: 60,
      scaleInCooldown: Duration.minutes(5),
      scaleOutCooldown: Duration.minutes(1),
    });
    scaling.scaleOnRequestCount('Requests', {
      targetGroup: this.targets,
      requestsPerTarget: 3000,
      scaleInCooldown: Duration.minutes(5),
      scaleOutCooldown: Duration.minutes(1),
    });
  }
}
