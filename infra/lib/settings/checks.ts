// What the rules of all parts have in common. It knows no settings.

/** A condition that must hold, and the sentence that says what to set if it does not. */
export type Rule = readonly [holds: boolean, sentence: string];

/** The sentences of the rules that do not hold. */
export function unmet(...rules: readonly Rule[]): string[] {
  return rules.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

/** Whether `value` is a whole number in the range, its ends included. */
export function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Whether `name` is a domain name of at least two labels, in lower case. */
export function isDomainName(name: string): boolean {
  return name.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/.test(name);
}

/** Whether `name` is `zone` or below it. */
export function isWithin(name: string, zone: string): boolean {
  return isDomainName(name) && (name === zone || name.endsWith(`.${zone}`));
}

/** What is wrong with the certificate at `setting`, which must be of the account and in `region`. */
export function certificateProblems(setting: string, arn: string, region: string, account: string): string[] {
  if (arn === '')
    return [`${setting} is missing: request a certificate in ACM in ${region}, validate it by DNS, and set its ARN.`];
  const match = /^arn:aws:acm:([a-z0-9-]+):(\d{12}):certificate\/[A-Za-z0-9-]+$/.exec(arn);
  if (match === null)
    return [`${setting} is "${arn}": set the ARN of a certificate in ACM, arn:aws:acm:${region}:…:certificate/….`];
  return unmet(
    [
      match[1] === region,
      `${setting} is in ${match[1]}: set a certificate in ${region}, since it cannot be used from another region.`,
    ],
    [match[2] === account, `${setting} belongs to account ${match[2]}: set one of account ${account}.`],
  );
}
