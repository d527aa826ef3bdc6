#!/usr/bin/env bash
# amazon-cognito-identity-js answers an authenticator's challenge as one by SMS as well.
#
# Packages: amazon-cognito-identity-js 6.3.21 (npm, Node 20).
# Expected: RespondToAuthChallenge takes, for SOFTWARE_TOKEN_MFA, the responses USERNAME and SOFTWARE_TOKEN_MFA_CODE (API reference, "ChallengeResponses"),
#   and sendMFACode(code, callbacks, 'SOFTWARE_TOKEN_MFA') sends these.
# Seen: the code goes out twice, as SOFTWARE_TOKEN_MFA_CODE and as SMS_MFA_CODE. With 'SMS_MFA' only the latter is sent.
# Means: an emulator or proxy that refuses responses of another challenge refuses this client, and a log filter has to know both names in one request.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund amazon-cognito-identity-js@6.3.21
cat > show.js <<'JS'
const http = require('node:http');
const { CognitoUser, CognitoUserPool } = require('amazon-cognito-identity-js');

const sent = [];
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    sent.push(JSON.parse(body));
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: 'CodeMismatchException', message: 'no' }));
  });
});
server.listen(0, '127.0.0.1', async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const Pool = new CognitoUserPool({ UserPoolId: 'eu-west-1_Example00', ClientId: 'exampleclient', endpoint });
  for (const kind of ['SOFTWARE_TOKEN_MFA', 'SMS_MFA']) {
    const user = new CognitoUser({ Username: 'ada@example.com', Pool });
    user.Session = 'a-session';
    await new Promise((done) => user.sendMFACode('123456', { onSuccess: done, onFailure: done }, kind));
  }
  server.close();
  const names = sent.map(({ ChallengeName, ChallengeResponses }) => `${ChallengeName}: ${Object.keys(ChallengeResponses).sort().join(' ')}`);
  console.log(names.join('\n'));
  const asDescribed =
    names.join(';') === 'SOFTWARE_TOKEN_MFA: SMS_MFA_CODE SOFTWARE_TOKEN_MFA_CODE USERNAME;SMS_MFA: SMS_MFA_CODE USERNAME';
  console.log(asDescribed ? 'as described' : 'CHANGED');
  process.exit(asDescribed ? 0 : 1);
});
JS
node show.js
