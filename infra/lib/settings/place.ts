// Which environment it is, in which account and region, and under which name.
import { certificateProblems, isDomainName, isWithin, unmet } from './checks.ts';

/** Where an environment is. */
export interface PlaceSettings {
  /** Name of the environment: that of its file in config/, and the value of the `environment` tag. */
  readonly environment: string;
  /** AWS account, twelve digits. */
  readonly account: string;
  /** AWS region of everything but CloudFront, its web ACL and their certificate. */
  readonly region: string;
  /** Where browsers reach the product, without a scheme: the hosted zone's name or a name below it. */
  readonly domainName: string;
  /** The public zone in Route 53 that answers for `domainName`. It exists already: a registrar points to its name servers. */
  readonly hostedZone: HostedZone;
  /** Certificate in us-east-1 for `domainName` (CloudFront) and for the hosted pages' own domain, such as one for the zone and `*.` below it. */
  readonly certificateArn: string;
}

/** A public zone in Route 53. */
export interface HostedZone {
  readonly id: string;
  readonly name: string;
}

/** What is wrong with the place, each a sentence that says what to set. */
export function placeProblems(p: PlaceSettings): string[] {
  const { id, name: zone } = p.hostedZone;
  return [
    ...unmet(
      [
        /^[a-z][a-z0-9-]{1,19}$/.test(p.environment),
        `environment is "${p.environment}": set 2 to 20 lower-case letters, digits and dashes.`,
      ],
      [/^\d{12}$/.test(p.account), `account is "${p.account}": set the twelve digits of the AWS account.`],
      [/^[a-z]{2}(-[a-z]+)+-\d$/.test(p.region), `region is "${p.region}": set an AWS region, such as eu-west-1.`],
      [
        /^Z[A-Z0-9]{5,31}$/.test(id),
        `hostedZone.id is "${id}": set the zone's id as Route 53 shows it, such as Z0123456789ABCDEFGHIJ.`,
      ],
      [isDomainName(zone), `hostedZone.name is "${zone}": set the zone's domain, such as example.com.`],
      [
        isWithin(p.domainName, zone),
        `domainName is "${p.domainName}", which is outside the hosted zone ${zone}: set the name of the zone or one below it.`,
      ],
    ),
    ...certificateProblems('certificateArn', p.certificateArn, 'us-east-1', p.account),
  ];
}
