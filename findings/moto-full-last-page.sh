#!/usr/bin/env bash
# A page that is full ends moto's result if nothing comes after it. DynamoDB doesn't look ahead: it gives a key, and then an empty page.
#
# Packages: moto 5.2.5 (dynamodb), boto3 1.44.8 (PyPI); dynalite 4.0.0 (npm, Node 20).
# Expected: a LastEvaluatedKey whenever Limit stopped the operation. DynamoDB API Reference, Query and Scan, Limit: having evaluated as many
#   items as the limit says, the operation stops and returns a key to go on from. Under LastEvaluatedKey: a key doesn't mean that there are
#   more items; the end is where there is none.
# Seen: with four items and a limit of four, moto gives no key, for Query, Scan, an index, backwards and with a filter. dynalite gives one
#   each time, and an empty page after it. With a limit of five neither gives one.
# Means: `hasNextPage = LastEvaluatedKey != null` passes every test against moto, and in production shows a "next" button that leads to an
#   empty page, for each list whose length is a multiple of the page's. Ask for one item more than the page shows.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py 'moto[dynamodb]==5.2.5' boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund dynalite@4.0.0
cat > serve.js <<'JS'
import { writeFileSync } from 'node:fs';
import dynalite from 'dynalite';
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)));
JS
node serve.js 2> log &
server=$!
cat > show.py <<'PY'
import time
from pathlib import Path
import boto3
from moto import mock_aws

def key(*pairs):
    return [{"AttributeName": name, "KeyType": kind} for name, kind in pairs]

def run(name, **settings):
    client = boto3.client("dynamodb", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b", **settings)
    client.create_table(TableName="votes", BillingMode="PAY_PER_REQUEST", KeySchema=key(("p", "HASH"), ("n", "RANGE")),
                        AttributeDefinitions=[{"AttributeName": a, "AttributeType": t} for a, t in (("p", "S"), ("n", "N"), ("g", "S"))],
                        GlobalSecondaryIndexes=[{"IndexName": "by-g", "KeySchema": key(("g", "HASH"), ("n", "RANGE")), "Projection": {"ProjectionType": "ALL"}}])
    client.get_waiter("table_exists").wait(TableName="votes", WaiterConfig={"Delay": 1})
    for n in "1234":
        client.put_item(TableName="votes", Item={"p": {"S": "a"}, "n": {"N": n}, "g": {"S": "a"}, "x": {"N": n}})
    def query(**more):
        return client.query(**{"TableName": "votes", "KeyConditionExpression": "p = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}, **more})
    cases = {"query": query, "backwards": lambda **more: query(ScanIndexForward=False, **more),
             "index": lambda **more: query(IndexName="by-g", **{**more, "KeyConditionExpression": "g = :a"}),
             "filter": lambda **more: query(FilterExpression="x > :x", **{**more, "ExpressionAttributeValues": {":a": {"S": "a"}, ":x": {"N": "9"}}}),
             "scan": lambda **more: client.scan(TableName="votes", **more)}
    for case, ask in cases.items():
        page = ask(Limit=4)
        after = f"a key, then {ask(Limit=4, ExclusiveStartKey=page['LastEvaluatedKey'])['Count']} items" if "LastEvaluatedKey" in page else "no key"
        print(f"{case} of 4 items, {name}: limit 4, {page['ScannedCount']} read, {after}; limit 5, {'a' if 'LastEvaluatedKey' in ask(Limit=5) else 'no'} key")

port = Path("port")
for _ in range(600):
    if port.exists() and port.read_text(): break
    time.sleep(0.1)
run("dynalite", endpoint_url=f"http://127.0.0.1:{port.read_text()}")
with mock_aws():
    run("moto")
PY
timeout 120 python3 show.py | LC_ALL=C sort | tee seen
for case in backwards filter index query scan; do
  echo "$case of 4 items, dynalite: limit 4, 4 read, a key, then 0 items; limit 5, no key"
  echo "$case of 4 items, moto: limit 4, 4 read, no key; limit 5, no key"
done > due
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
