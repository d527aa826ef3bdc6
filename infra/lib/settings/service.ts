// The settings of where the server runs, and their rules.
import { certificateProblems, isWhole, unmet } from './checks.ts';
import type { PlaceSettings } from './place.ts';

/** Where the server runs. Both options run the same code and are reached through CloudFront alone. */
export type ServiceSettings = FargateSettings | LambdaSettings;

/** A container on Fargate behind an internal load balancer: steady traffic, live updates, bearer clients. */
export interface FargateSettings {
  readonly kind: 'fargate';
  /** Name of the ECR repository that the data stack makes. */
  readonly repository: string;
  /** Tag of the image to run. Tags can't be moved, so a tag says which build runs; `latest` is refused. */
  readonly imageTag: string;
  /** Certificate in the environment's region for `domainName`: CloudFront speaks TLS to the load balancer. */
  readonly certificateArn: string;
  /** Zones of the region to run in, at least two. */
  readonly availabilityZones: readonly string[];
  /** How tasks reach Cognito: by NAT gateways, or by VPC endpoints alone (no way to the internet; not with hosted sign-in). */
  readonly network: 'nat' | 'endpoints';
  /** NAT gateways, with `nat`: one is cheaper, one per zone survives the loss of a zone. */
  readonly natGateways: number;
  /** CPU units of a task: 1024 is one vCPU. */
  readonly cpu: 256 | 512 | 1024 | 2048;
  /** Memory of a task in MiB. */
  readonly memoryMiB: number;
  /** Fewest and most tasks. */
  readonly minTasks: number;
  readonly maxTasks: number;
}

/** A Lambda function behind a function URL: nothing to pay while nobody votes. */
export interface LambdaSettings {
  readonly kind: 'lambda';
  /** Memory in MiB, 256 to 10240; CPU grows with it. */
  readonly memoryMiB: number;
  /** Most requests at a time: the bound of what a flood can cost. */
  readonly maxConcurrency: number;
}

/** Memory that Fargate offers with that much CPU, in MiB: least, most and step. */
const fargateMemory: Readonly<Record<FargateSettings['cpu'], readonly [least: number, most: number, step: number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
};

/** What is wrong with the service settings, each a sentence that says what to set. */
export function serviceProblems(service: ServiceSettings, place: Pick<PlaceSettings, 'account' | 'region'>): string[] {
  if (service.kind === 'lambda') return lambdaProblems(service);
  return [
    ...certificateProblems('service.certificateArn', service.certificateArn, place.region, place.account),
    ...imageProblems(service),
    ...zoneProblems(service, place.region),
    ...sizeProblems(service),
  ];
}

function imageProblems({ repository, imageTag }: FargateSettings): string[] {
  return unmet(
    [
      /^[a-z][a-z0-9]*([/_.-][a-z0-9]+)*$/.test(repository),
      `service.repository is "${repository}": set a name in lower case, such as unicorn-pursuit.`,
    ],
    [
      /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(imageTag) && imageTag !== 'latest',
      `service.imageTag is "${imageTag}": set the tag of one build, such as its commit.`,
    ],
  );
}

function zoneProblems({ availabilityZones: zones, network, natGateways }: FargateSettings, region: string): string[] {
  return unmet(
    [
      new Set(zones).size >= 2 && zones.every((z) => new RegExp(`^${region}[a-z]$`).test(z)),
      `service.availabilityZones is [${zones.join(', ')}]: set at least two zones of ${region}, such as ${region}a and ${region}b.`,
    ],
    [
      network === 'endpoints' || isWhole(natGateways, 1, zones.length),
      `service.natGateways is ${natGateways}: set 1 to ${zones.length}, at most one for each zone.`,
    ],
  );
}

function sizeProblems({ cpu, memoryMiB, minTasks, maxTasks }: FargateSettings): string[] {
  const [least, most, step] = fargateMemory[cpu];
  return unmet(
    [
      isWhole(memoryMiB, least, most) && memoryMiB % step === 0,
      `service.memoryMiB is ${memoryMiB}: set a multiple of ${step} from ${least} to ${most}, which Fargate offers with cpu ${cpu}.`,
    ],
    [isWhole(minTasks, 1, 100), `service.minTasks is ${minTasks}: set 1 to 100; 2 or more survive the loss of a zone.`],
    [isWhole(maxTasks, minTasks, 100), `service.maxTasks is ${maxTasks}: set ${minTasks} (minTasks) to 100.`],
  );
}

function lambdaProblems({ memoryMiB, maxConcurrency }: LambdaSettings): string[] {
  return unmet(
    [isWhole(memoryMiB, 256, 10240), `service.memoryMiB is ${memoryMiB}: set 256 to 10240.`],
    [isWhole(maxConcurrency, 1, 1000), `service.maxConcurrency is ${maxConcurrency}: set 1 to 1000.`],
  );
}
