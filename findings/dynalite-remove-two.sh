#!/usr/bin/env bash
# dynalite removes the wrong list elements when one update names two.
#
# Packages: dynalite 4.0.0, @aws-sdk/client-dynamodb 3.1169.0 (npm, run on Node 20).
# Expected: REMOVE l[0], l[1] on [a, b, c, d] leaves [c, d]: the indexes are those of the item before the update. DynamoDB Developer Guide,
#   "Update expressions", "Removing elements from a list", removes elements 1 and 2 of one list by REMOVE RelatedItems[1], RelatedItems[2].
# Seen: [b, d]. dynalite takes the first out, and then the element that has moved up to index 1. In reverse order (l[1], l[0]) the outcome
#   is right.
# Means: code that is right against DynamoDB fails its tests here, and code that was made to pass them removes the wrong things in
#   production. Name indexes from the highest down; that is right in both.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1169.0
cat > show.js <<'JS'
import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, UpdateItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${server.address().port}`, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
const TableName = 'lists';
await client.send(new CreateTableCommand({ TableName, AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], BillingMode: 'PAY_PER_REQUEST' }));
await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName });

async function left(UpdateExpression) {
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: '1' }, l: { L: [...'abcd'].map((S) => ({ S })) } } }));
  const { Attributes } = await client.send(new UpdateItemCommand({ TableName, Key: { id: { S: '1' } }, UpdateExpression, ReturnValues: 'ALL_NEW' }));
  const list = Attributes.l.L.map((v) => v.S).join(' ');
  console.log(`a b c d, ${UpdateExpression}: ${list}`);
  return list;
}
const asDescribed = (await left('REMOVE l[0], l[1]')) === 'b d' && (await left('REMOVE l[1], l[0]')) === 'c d';
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js 2> log || { cat log; exit 1; }
