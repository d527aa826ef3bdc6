import type { SettingsFile } from '../lib/settings/settings.ts';

/** The product itself. Account, zone and certificate are examples: set those of your account. */
export const settings: SettingsFile = {
  environment: 'prod',
  account: '111122223333',
  region: 'eu-west-1',
  domainName: 'www.unicornpursuit.com',
  hostedZone: { id: 'Z0123456789EXAMPLE0', name: 'unicornpursuit.com' },
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
  emailDomains: ['unicornpursuit.com'],
  tableName: 'unicorn-pursuit',
  voting: { ownProjectVotes: false }, // with opensAt and closesAt for a vote of some days
  identity: {
    featurePlan: 'PLUS',
    signIn: { kind: 'custom' },
    email: { from: 'no-reply@unicornpursuit.com', verifiedDomain: 'unicornpursuit.com' },
    accessTokenMinutes: 15,
    refreshTokenDays: 30,
    rotateRefreshTokens: true,
  },
  data: { encryption: 'aws-managed', maxReadUnits: 2000, maxWriteUnits: 1000 },
  service: {
    kind: 'fargate',
    repository: 'unicorn-pursuit',
    imageTag: '0.1.0',
    certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000002',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    network: 'nat',
    natGateways: 1,
    cpu: 512,
    memoryMiB: 1024,
    minTasks: 2,
    maxTasks: 6,
  },
  edge: { requestsPerFiveMinutes: 6000, logDays: 90 },
  monitoring: { alarmEmail: 'operations@unicornpursuit.com', smsDollarsAMonth: 50 },
};
