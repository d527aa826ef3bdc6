// The words in which the user pool writes to people. The local run has the same: both read one file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UserInvitationConfig } from 'aws-cdk-lib/aws-cognito';

/** The file's shape; internal/localaws/messages.go explains it. */
interface Messages {
  readonly verificationSms: string;
  readonly invitation: {
    readonly days: number;
    readonly sms: string;
    readonly emailSubject: string;
    readonly email: readonly string[];
  };
}

const file = join(import.meta.dirname, '../../internal/localaws/messages.json');
const messages = JSON.parse(readFileSync(file, 'utf8')) as Messages;

/** The text message with the code of a sign-up. */
export const verificationSms = messages.verificationSms;

/** How many days the temporary password of an invitation works. */
export const invitationDays = messages.invitation.days;

/** Cognito's limit for a text message, before it fills in the address and the password. */
const longestSms = 140;

/** The invitation to the product at a domain. Cognito sends emails as HTML, in which a line ends by a tag. */
export function userInvitation(domainName: string): UserInvitationConfig {
  const { sms, emailSubject, email, days } = messages.invitation;
  const fill = (text: string) =>
    text.replaceAll('{address}', `https://${domainName}`).replaceAll('{days}', String(days));
  const smsMessage = fill(sms);
  if (smsMessage.length > longestSms) {
    throw new Error(
      `domainName is "${domainName}", which makes an invitation by SMS longer than the ${longestSms} characters that Cognito takes: ` +
        'set a shorter name, or shorten invitation.sms in internal/localaws/messages.json.',
    );
  }
  return { emailSubject, emailBody: email.map(fill).join('<br>'), smsMessage };
}
