#!/usr/bin/env bash
# Elements that one SET puts beyond the end of a list stand in the order of the expression in moto; by the documentation, in that of their numbers.
#
# Packages: moto 5.2.5 (dynamodb), boto3 1.44.8 (PyPI); dynalite 4.0.0 (npm, Node 20).
# Expected: "SET l[9] = :nine, l[7] = :seven" on a list of one element adds seven and then nine. DynamoDB Developer Guide, "Update expressions",
#   under SET: an element that doesn't exist is appended to the end of the list, and several that are added in one SET are sorted in order
#   by element number.
# Seen: moto adds nine and then seven, in lists inside maps as well, and with an element replaced in between. Written with rising numbers the
#   outcome is the same in both. dynalite sorts by number each time.
# Means: code that collects its clauses in a map, which Go walks in random order, and numbers the elements so that their order is kept, is
#   right in production and fails its tests here now and then. In tests, or for good, append with list_append and one list.
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
from boto3.dynamodb.types import TypeDeserializer
from moto import mock_aws

VALUES = {":zero": {"S": "zero"}, ":seven": {"S": "seven"}, ":eight": {"S": "eight"}, ":nine": {"S": "nine"}}
UPDATES = ["SET l[7] = :seven, l[8] = :eight, l[9] = :nine", "SET l[9] = :nine, l[7] = :seven", "SET l[8] = :eight, l[9] = :nine, l[7] = :seven",
           "SET l[9] = :nine, l[0] = :zero, l[7] = :seven", "SET m.l[9] = :nine, m.l[7] = :seven", "SET l = list_append(l, :both)"]

def run(name, **settings):
    client = boto3.client("dynamodb", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b", **settings)
    client.create_table(TableName="projects", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    client.get_waiter("table_exists").wait(TableName="projects", WaiterConfig={"Delay": 1})
    values = {**VALUES, ":both": {"L": [VALUES[":seven"], VALUES[":nine"]]}}
    for update in UPDATES:
        key = {"id": {"S": update}}
        client.put_item(TableName="projects", Item={**key, "l": {"L": [{"S": "first"}]}, "m": {"M": {"l": {"L": [{"S": "first"}]}}}})
        used = {k: v for k, v in values.items() if k in update}
        client.update_item(TableName="projects", Key=key, UpdateExpression=update, ExpressionAttributeValues=used)
        item = client.get_item(TableName="projects", Key=key)["Item"]
        lists = TypeDeserializer().deserialize({"M": item})
        print(f"{name}: {update}: {' '.join(lists['m']['l'] if 'm.l' in update else lists['l'])}")

port = Path("port")
for _ in range(600):
    if port.exists() and port.read_text(): break
    time.sleep(0.1)
run("dynalite", endpoint_url=f"http://127.0.0.1:{port.read_text()}")
with mock_aws():
    run("moto")
PY
timeout 120 python3 show.py | tee seen
cat > due <<'TXT'
dynalite: SET l[7] = :seven, l[8] = :eight, l[9] = :nine: first seven eight nine
dynalite: SET l[9] = :nine, l[7] = :seven: first seven nine
dynalite: SET l[8] = :eight, l[9] = :nine, l[7] = :seven: first seven eight nine
dynalite: SET l[9] = :nine, l[0] = :zero, l[7] = :seven: zero seven nine
dynalite: SET m.l[9] = :nine, m.l[7] = :seven: first seven nine
dynalite: SET l = list_append(l, :both): first seven nine
moto: SET l[7] = :seven, l[8] = :eight, l[9] = :nine: first seven eight nine
moto: SET l[9] = :nine, l[7] = :seven: first nine seven
moto: SET l[8] = :eight, l[9] = :nine, l[7] = :seven: first eight nine seven
moto: SET l[9] = :nine, l[0] = :zero, l[7] = :seven: zero nine seven
moto: SET m.l[9] = :nine, m.l[7] = :seven: first nine seven
moto: SET l = list_append(l, :both): first seven nine
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
