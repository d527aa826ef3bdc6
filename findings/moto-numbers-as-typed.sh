#!/usr/bin/env bash
# moto keeps numbers as they were typed, so one value can be two members of a number set.
#
# Packages: moto 5.2.5 (dynamodb), boto3 1.44.8 (PyPI); dynalite 4.0.0 (npm, Node 20) for comparison.
# Expected: DynamoDB Developer Guide, "Data types", "Number": leading and trailing zeroes are trimmed, so that 1.50, 01.5 and 15e-1 come back
#   as 1.5; "Sets": each value within a set must be unique.
# Seen: moto returns "1.50", "01.5" and "15e-1", and takes the set {1.5, 1.50}. dynalite returns "1.5" three times and refuses the set
#   ("Input collection contains duplicates").
# Means: a test that compares numbers by their text passes with moto and fails with DynamoDB, or the other way round, and one about
#   duplicates can't fail. Compare as decimals.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py 'moto[dynamodb]==5.2.5' boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
cat > calls.py <<'PY'
# The calls, given a client; prints what comes back.
def run(client, name):
    client.create_table(TableName="numbers", BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    client.get_waiter("table_exists").wait(TableName="numbers", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    def back(value):
        client.put_item(TableName="numbers", Item={"id": {"S": "1"}, "v": value})
        return client.get_item(TableName="numbers", Key={"id": {"S": "1"}})["Item"]["v"]
    print(name + ":", *[back({"N": n})["N"] for n in ("1.50", "01.5", "15e-1")])
    try:
        print(name + ": set of", len(back({"NS": ["1.5", "1.50"]})["NS"]))
    except client.exceptions.ClientError as error:
        print(name + ": set refused,", error.response["Error"]["Code"])
PY
cat > show.py <<'PY'
import sys
import boto3
from moto import mock_aws
from calls import run
access = dict(region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
run(boto3.client("dynamodb", endpoint_url=sys.argv[1], **access), "dynalite")
with mock_aws():
    run(boto3.client("dynamodb", **access), "moto")
PY
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund dynalite@4.0.0
cat > server.js <<'JS'
import { spawn } from 'node:child_process';
import dynalite from 'dynalite';
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => {
  spawn('python3', ['show.py', `http://127.0.0.1:${server.address().port}`], { stdio: 'inherit' }).on('exit', (code) => process.exit(code));
});
JS
node server.js | tee seen
cat > due <<'TXT'
dynalite: 1.5 1.5 1.5
dynalite: set refused, ValidationException
moto: 1.50 01.5 15e-1
moto: set of 2
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
