import type { SettingsFile } from '../lib/settings/settings.ts';

/** A trial of the product: cheaper, with Cognito's own emails. Account, zone and certificate are examples: set those of your account. */
export const settings: SettingsFile = {
  environment: 'staging',
  account: '444455556666',
  region: 'eu-west-1',
  domainName: 'staging.unicornpursuit.com',
  hostedZone: { id: 'Z0123456789EXAMPLE1', name: 'staging.unicornpursuit.com' },
  certificateArn: 'arn:aws:acm:us-east-1:444455556666:certificate/00000000-0000-4000-8000-000000000001',
  emailDomains: ['unicornpursuit.com'],
  tableName: 'unicorn-pursuit',
  voting: { ownProjectVotes: true }, // so that one person can try everything
  identity: {
    featurePlan: 'ESSENTIALS',
    signIn: { kind: 'custom' },
    email: 'cognito',
    accessTokenMinutes: 15,
    refreshTokenDays: 30,
    rotateRefreshTokens: true,
  },
  data: { encryption: 'aws-managed', maxReadUnits: 200, maxWriteUnits: 100 },
  service: { kind: 'lambda', memoryMiB: 512, maxConcurrency: 20 },
  edge: { requestsPerFiveMinutes: 2000, logDays: 30 },
  monitoring: { alarmEmail: 'operations@unicornpursuit.com', smsDollarsAMonth: 5 },
};
