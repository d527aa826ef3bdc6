// Settings of the service stack, and the rules they keep.
import { type Settings, certificateProblems } from './load.ts';

/** Where the server runs. Both options run the same code and are reached through CloudFront alone. */
export type ServiceSettings = FargateSettings | LambdaSettings;

/** A container on Fargate behind an internal load balancer: steady traffic, live updates, bearer clients. */
export interface FargateSettings {
  readonly kind: 'fargate';
  /** Name of the ECR repository that the data stack makes. */
  readonly repository: string;
  /** Tag of the image to run. Tags can't be moved, so that a tag says which build runs; `latest` is refused. */
  readonly imageTag: string;
  /** Certificate in the environment's region for `domainName`: CloudFront speaks TLS to the load balancer. */
  readonly certificateArn: string;
  /** Zones of the region to run in, at least two. */
  readonly availabilityZones: readonly string[];
  /** How tasks reach Cognito: by NAT gateways, or by VPC endpoints alone (no way to the internet; not with hosted sign-in). */
  readonly network: 'nat' | 'endpoints';
  /** NAT gateways, with `nat`: 1 is cheaper, one a zone outlives the loss of a zone. */
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

/** Memory that Fargate offers with so much CPU, in MiB: least, most and step. */
const fargateMemory: Readonly<Record<FargateSettings['cpu'], readonly [least: number, most: number, step: number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
};

/** What is wrong with the service settings, each a sentence that says what to set. */
export function serviceProblems(s: Settings): string[] {
  return s.service.kind === 'fargate' ? fargateProblems(s, s.service) : lambdaProblems(s.service);
}

function fargateProblems(s: Settings, f: FargateSettings): string[] {
  const problems = certificateProblems('service.certificateArn', f.certificateArn, s.region, s.account);
  const check = (holds: boolean, sentence: string) => {
    if (!holds) problems.push(sentence);
  };
  check(
    /^[a-z][a-z0-9]*([/_.-][a-z0-9]+)*$/.test(f.repository),
    `service.repository is "${f.repository}": set a name in lower case, such as unicorn-pursuit.`,
  );
  check(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(f.imageTag) && f.imageTag !== 'latest',
    `service.imageTag is "${f.imageTag}": set the tag of one build, such as its commit.`,
  );
  check(
    new Set(f.availabilityZones).size >= 2 &&
      f.availabilityZones.every((z) => new RegExp(`^${s.region}[a-z]$`).test(z)),
    `service.availabilityZones is [${f.availabilityZones.join(', ')}]: set at least two zones of ${s.region}, such as ${s.region}a and ${s.region}b.`,
  );
  check(
    f.network === 'nat' || s.identity.signIn.kind === 'custom',
    "service.network is endpoints, but Cognito's endpoint refuses pools with a domain: set network to nat, or identity.signIn to custom.",
  );
  check(
    f.network === 'endpoints' || isWhole(f.natGateways, 1, f.availabilityZones.length),
    `service.natGateways is ${f.natGateways}: set 1 to ${f.availabilityZones.length}, at most one for each zone.`,
  );
  const [least, most, step] = fargateMemory[f.cpu];
  check(
    isWhole(f.memoryMiB, least, most) && f.memoryMiB % step === 0,
    `service.memoryMiB is ${f.memoryMiB}: set a multiple of ${step} from ${least} to ${most}, which Fargate offers with cpu ${f.cpu}.`,
  );
  check(
    isWhole(f.minTasks, 1, 100),
    `service.minTasks is ${f.minTasks}: set 1 to 100, and 2 or more where a lost zone must not be noticed.`,
  );
  check(
    isWhole(f.maxTasks, f.minTasks, 100),
    `service.maxTasks is ${f.maxTasks}: set ${f.minTasks} (minTasks) to 100.`,
  );
  return problems;
}

function lambdaProblems(l: LambdaSettings): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, sentence: string) => {
    if (!holds) problems.push(sentence);
  };
  check(isWhole(l.memoryMiB, 256, 10240), `service.memoryMiB is ${l.memoryMiB}: set 256 to 10240.`);
  check(isWhole(l.maxConcurrency, 1, 1000), `service.maxConcurrency is ${l.maxConcurrency}: set 1 to 1000.`);
  return problems;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
