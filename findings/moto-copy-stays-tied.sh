#!/usr/bin/env bash
# A map or list that an update has copied stays tied to its source in moto: what a later update does to one is done to the other.
#
# Packages: moto 5.2.5 (dynamodb), boto3 1.44.8 (PyPI); dynalite 4.0.0 (npm, Node 20).
# Expected: after "SET kept = draft", "SET draft.title = :v" leaves kept as it was. DynamoDB Developer Guide, "Update expressions": SET assigns
#   the value of its operand, which may be a path, to an attribute; nothing says that two attributes could share a value from then on.
# Seen: in moto kept.title changes as well, in each later update and in both directions, and GetItem shows it; the same with lists, with
#   if_not_exists and with the elements that list_append takes over. Only a map that is replaced whole leaves the other alone. In dynalite a
#   later update is right, but "SET kept = draft, draft.title = :v" in one update gives kept the new title there too.
# Means: code that keeps an earlier version inside the item, for undo or for history, loses it in tests and keeps it in production; a test
#   that changes the draft and finds the new title in both passes for a wrong reason. Send the copy as a value, or test elsewhere.
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

NOW, ONE = {"M": {"title": {"S": "first"}}}, [{"S": "first"}]
CASES = {  # a name, the attributes at first, and updates in which :v is "second"
    "map": ({"draft": NOW}, ["SET kept = draft", "SET draft.title = :v"]),
    "map, backwards": ({"draft": NOW}, ["SET kept = draft", "SET kept.title = :v"]),
    "list": ({"draft": {"L": ONE}}, ["SET kept = draft", "SET draft[0] = :v"]),
    "if_not_exists": ({"draft": NOW}, ["SET kept = if_not_exists(kept, draft)", "SET draft.title = :v"]),
    "list_append": ({"draft": {"L": [NOW]}, "kept": {"L": []}}, ["SET kept = list_append(kept, draft)", "SET draft[0].title = :v"]),
    "one update": ({"draft": NOW}, ["SET kept = draft, draft.title = :v"]),
    "replaced whole": ({"draft": NOW}, ["SET kept = draft", "SET draft = :m"]),
}

def run(name, **settings):
    client = boto3.client("dynamodb", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b", **settings)
    client.create_table(TableName="projects", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    client.get_waiter("table_exists").wait(TableName="projects", WaiterConfig={"Delay": 1})
    for case, (attributes, updates) in CASES.items():
        key = {"id": {"S": case}}
        client.put_item(TableName="projects", Item={**key, **attributes})
        for update in updates:
            values = {":v": {"S": "second"}, ":m": {"M": {"title": {"S": "second"}}}}
            used = {k: v for k, v in values.items() if k in update}
            client.update_item(TableName="projects", Key=key, UpdateExpression=update, **({"ExpressionAttributeValues": used} if used else {}))
        item = client.get_item(TableName="projects", Key=key)["Item"]
        kept, draft = (TypeDeserializer().deserialize(item[path]) for path in ("kept", "draft"))
        print(f"{name}: {case}: kept {kept}, draft {draft}")

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
dynalite: map: kept {'title': 'first'}, draft {'title': 'second'}
dynalite: map, backwards: kept {'title': 'second'}, draft {'title': 'first'}
dynalite: list: kept ['first'], draft ['second']
dynalite: if_not_exists: kept {'title': 'first'}, draft {'title': 'second'}
dynalite: list_append: kept [{'title': 'first'}], draft [{'title': 'second'}]
dynalite: one update: kept {'title': 'second'}, draft {'title': 'second'}
dynalite: replaced whole: kept {'title': 'first'}, draft {'title': 'second'}
moto: map: kept {'title': 'second'}, draft {'title': 'second'}
moto: map, backwards: kept {'title': 'second'}, draft {'title': 'second'}
moto: list: kept ['second'], draft ['second']
moto: if_not_exists: kept {'title': 'second'}, draft {'title': 'second'}
moto: list_append: kept [{'title': 'second'}], draft [{'title': 'second'}]
moto: one update: kept {'title': 'second'}, draft {'title': 'second'}
moto: replaced whole: kept {'title': 'first'}, draft {'title': 'second'}
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
