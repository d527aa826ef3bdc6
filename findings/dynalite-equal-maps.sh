#!/usr/bin/env bash
# No map and no list with anything in it equals another in dynalite, not even the same value sent twice.
#
# Packages: dynalite 4.0.0, @aws-sdk/client-dynamodb 3.1169.0 (npm, Node 20); moto 5.2.5 (dynamodb, server; PyPI).
# Expected: "m = :m" is true for the map that was stored, "contains(l, :m)" for a list that holds it. DynamoDB API Reference, Condition: EQ
#   and NE are supported for all data types, lists and maps included. Developer Guide, "Condition and filter expressions": contains() looks
#   for an element of a list that equals the operand.
# Seen: = and IN are false and <> is true for each map, the empty one included, and each list but the empty one; contains() finds no map
#   in a list. Strings, numbers, bytes and sets compare by value. moto has all of them right.
# Means: a write on condition that a map or list is still as it was read always fails in tests here, as if someone else were first; on
#   condition that it has changed, it always passes, and so does its test. Compare a version number, or each member by its path.
set -euo pipefail
dir=$(mktemp -d)
servers=()
trap '[ ${#servers[@]} = 0 ] || kill "${servers[@]}"; rm -rf "$dir"' EXIT
cd "$dir"
for setting in "${!AWS_@}"; do unset "$setting"; done # this shell's own
export PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py 'moto[dynamodb,server]==5.2.5' boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1169.0
cat > serve.js <<'JS'
import { writeFileSync } from 'node:fs';
import dynalite from 'dynalite';
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => writeFileSync('dynalite', String(server.address().port)));
JS
cat > serve.py <<'PY'
import time
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
open("moto", "w").write(str(server.get_host_and_port()[1]))
time.sleep(600)
PY
node serve.js 2> log & servers+=($!)
python3 serve.py > log.py 2>&1 & servers+=($!)
for _ in {1..600}; do [ -s dynalite ] && [ -s moto ] && break; sleep 0.1; done
cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
const TableName = 'projects', xy = { M: { x: { N: '1' }, y: { N: '2' } } };
const item = { id: { S: 'a' }, text: { S: 'x' }, bytes: { B: new Uint8Array([1, 2]) }, set: { SS: ['x', 'y'] }, map: xy, empty: { M: {} },
  list: { L: [{ S: 'x' }] }, none: { L: [] } };
for (const name of ['dynalite', 'moto']) {
  const endpoint = `http://127.0.0.1:${readFileSync(name, 'utf8')}`;
  const client = new DynamoDBClient({ region: 'eu-west-1', endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] }));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  await client.send(new PutItemCommand({ TableName, Item: { ...item, maps: { L: [xy] }, texts: { L: [{ S: 'x' }] } } }));
  const holds = async (FilterExpression, path, value) => (await client.send(new ScanCommand({ TableName, FilterExpression,
    ExpressionAttributeNames: { '#a': path }, ExpressionAttributeValues: { ':v': value } }))).Count === 1;
  for (const path of Object.keys(item).slice(1)) {
    const answer = (expression) => holds(expression, path, item[path]);
    console.log(`${name}: ${path} as stored: = ${await answer('#a = :v')}, IN ${await answer('#a IN (:v)')}, <> ${await answer('#a <> :v')}`);
  }
  const [text, map] = [await holds('contains(#a, :v)', 'texts', { S: 'x' }), await holds('contains(#a, :v)', 'maps', xy)];
  console.log(`${name}: contains(texts, text) ${text}, contains(maps, map) ${map}`);
}
JS
timeout 120 node --no-warnings show.js | tee seen
for path in text bytes set map empty list none; do
  echo "moto: $path as stored: = true, IN true, <> false"
  case $path in
    map | empty | list) echo "dynalite: $path as stored: = false, IN false, <> true" ;;
    *) echo "dynalite: $path as stored: = true, IN true, <> false" ;;
  esac
done > due
cat >> due <<'TXT'
dynalite: contains(texts, text) true, contains(maps, map) false
moto: contains(texts, text) true, contains(maps, map) true
TXT
diff <(sort due) <(sort seen) && echo 'as described' || { echo CHANGED; exit 1; }
