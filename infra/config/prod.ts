import type { Settings } from '../lib/config.ts';

/** The product itself. Account, zone and certificate are examples: set those of your account. */
export const settings: Settings = {
  environment: 'prod',
  account: '111122223333',
  region: 'eu-west-1',
  domainName: 'www.unicornpursuit.com',
  hostedZone: { id: 'Z0123456789EXAMPLE0', name: 'unicornpursuit.com' },
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
  emailDomains: ['unicornpursuit.com'],
  tableName: 'unicorn-pursuit',
  identity: {
    featurePlan: 'PLUS',
    signIn: { kind: 'custom' },
    email: { from: 'no-reply@unicornpursuit.com', verifiedDomain: 'unicornpursuit.com' },
    accessTokenMinutes: 15,
    refreshTokenDays: 30,
    rotateRefreshTokens: true,
  },
};
