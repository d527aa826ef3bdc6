import { expect, test } from 'vitest';
import { ConfigError, validate } from '../lib/settings/load.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { onFargate, onLambda, voting } from './service-support.ts';
import { hosted, prod, withIdentity } from './support.ts';

const refused: readonly (readonly [what: string, settings: Settings, sentence: string])[] = [
  [
    'no certificate',
    onFargate({ certificateArn: '' }),
    'service.certificateArn is missing: request a certificate in ACM in eu-west-1',
  ],
  [
    'a certificate of another region',
    onFargate({ certificateArn: prod.certificateArn }),
    'service.certificateArn is in us-east-1: set a certificate in eu-west-1',
  ],
  ['an image that moves', onFargate({ imageTag: 'latest' }), 'service.imageTag is "latest": set the tag of one build'],
  [
    'a repository in capitals',
    onFargate({ repository: 'Unicorn' }),
    'service.repository is "Unicorn": set a name in lower case',
  ],
  ['one zone', onFargate({ availabilityZones: ['eu-west-1a'] }), 'set at least two zones of eu-west-1'],
  [
    'a zone of another region',
    onFargate({ availabilityZones: ['eu-west-1a', 'us-east-1a'] }),
    'set at least two zones of eu-west-1',
  ],
  [
    'endpoints with hosted sign-in',
    { ...onFargate({ network: 'endpoints' }), identity: withIdentity({ signIn: hosted() }).identity },
    'set network to nat, or identity.signIn to custom',
  ],
  ['no NAT gateway', onFargate({ natGateways: 0 }), 'service.natGateways is 0: set 1 to 2'],
  [
    'memory that Fargate does not offer',
    onFargate({ cpu: 512, memoryMiB: 512 }),
    'set a multiple of 1024 from 1024 to 4096',
  ],
  ['no task', onFargate({ minTasks: 0 }), 'service.minTasks is 0: set 1 to 100'],
  [
    'fewer tasks at most than at least',
    onFargate({ minTasks: 3, maxTasks: 2 }),
    'service.maxTasks is 2: set 3 (minTasks) to 100',
  ],
  ['too little memory', onLambda({ memoryMiB: 128 }), 'service.memoryMiB is 128: set 256 to 10240'],
  ['no concurrency', onLambda({ maxConcurrency: 0 }), 'service.maxConcurrency is 0: set 1 to 1000'],
  [
    'a bound of nothing',
    { ...prod, data: { encryption: 'aws-managed', maxReadUnits: 0 } },
    'data.maxReadUnits is 0: set 1 to 40000',
  ],
  [
    'a rate that refuses everybody',
    { ...prod, edge: { ...prod.edge, requestsPerFiveMinutes: 1 } },
    'edge.requestsPerFiveMinutes is 1: set 10 or more',
  ],
  [
    'no address for alarms',
    { ...prod, monitoring: { ...prod.monitoring, alarmEmail: '' } },
    'monitoring.alarmEmail is "": set an email address that somebody reads',
  ],
  [
    'a time without its UTC offset',
    voting({ opensAt: '2026-05-04T08:00:00' }),
    'voting.opensAt is "2026-05-04T08:00:00": set a date and time with its UTC offset',
  ],
  [
    'a day that does not exist',
    voting({ closesAt: '2026-02-30T08:00:00Z' }),
    'voting.closesAt is "2026-02-30T08:00:00Z": set a date and time',
  ],
  [
    'an hour that does not exist',
    voting({ opensAt: '2026-05-04T24:00:00Z' }),
    'voting.opensAt is "2026-05-04T24:00:00Z": set a date and time',
  ],
  ['text that is not a date', voting({ opensAt: 'Monday' }), 'voting.opensAt is "Monday": set a date and time'],
  [
    'voting that closes before it opens',
    voting({ opensAt: '2026-05-04T08:00:00+02:00', closesAt: '2026-05-04T06:00:00Z' }),
    'voting.closesAt is 2026-05-04T06:00:00Z, which is not after voting.opensAt, 2026-05-04T08:00:00+02:00: set a later time.',
  ],
  [
    'no budget',
    { ...prod, monitoring: { ...prod.monitoring, smsDollarsAMonth: 0 } },
    'monitoring.smsDollarsAMonth is 0: set at least 1 dollar',
  ],
];

test.each(refused)('%s is refused with what to set', (_what, settings, sentence) => {
  expect(() => validate(settings)).toThrow(ConfigError);
  expect(() => validate(settings)).toThrow(sentence);
});

test.each([
  ['Fargate', onFargate()],
  ['endpoints', onFargate({ network: 'endpoints', natGateways: 0 })],
  ['Lambda', onLambda()],
  ['a voting window', voting({ opensAt: '2026-05-04T08:00:00+02:00', closesAt: '2026-05-08T18:00:00Z' })],
  ['voting with no end', voting({ opensAt: '2028-02-29T00:00:00Z' })],
])('%s is accepted', (_name, settings) => {
  expect(validate(settings)).toBe(settings);
});
