#!/usr/bin/env bash
# Asked for two elements of a list, moto gives back only the last one that the projection names.
#
# Packages: moto 5.2.5 (dynamodb), boto3 1.44.8 (PyPI).
# Expected: "l[0], l[2]" of [a, b, c, d] gives [a, c], and "l[0].x, l[0].y" gives both members of the first element. DynamoDB Developer Guide,
#   "Using projection expressions": an expression may name several attributes, elements of lists and members of maps, and each that exists
#   is returned.
# Seen: each further path into the list replaces what the paths before it had found, in any order and without an error: [c], and an element
#   with y alone. Members of a map ("m.x, m.y") come back together.
# Means: code that reads two entries of a list at once fails its tests here and is right against DynamoDB; worse, a test that only looks at
#   the last path passes. Read the whole list in such tests, or run them against another implementation.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py 'moto[dynamodb]==5.2.5' boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
cat > show.py <<'PY'
import json
import boto3
from boto3.dynamodb.types import TypeDeserializer
from moto import mock_aws

ITEM = {"id": {"S": "1"}, "l": {"L": [{"S": x} for x in "abcd"]}, "m": {"M": {"x": {"S": "mx"}, "y": {"S": "my"}}},
        "maps": {"L": [{"M": {"x": {"S": "x0"}, "y": {"S": "y0"}}}, {"M": {"x": {"S": "x1"}}}]}}

def run():
    client = boto3.client("dynamodb", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    client.create_table(TableName="lists", BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    client.put_item(TableName="lists", Item=ITEM)
    for paths in ["m.x, m.y", "l[3]", "l[0], l[2]", "l[2], l[0]", "l[1], l[2], l[3]", "maps[0].x, maps[0].y", "maps[0].x, maps[1].x"]:
        found = client.get_item(TableName="lists", Key={"id": {"S": "1"}}, ProjectionExpression=paths)["Item"]
        print(f"{paths}:", json.dumps({name: TypeDeserializer().deserialize(value) for name, value in found.items()}))

with mock_aws():
    run()
PY
python3 show.py | tee seen
cat > due <<'TXT'
m.x, m.y: {"m": {"x": "mx", "y": "my"}}
l[3]: {"l": ["d"]}
l[0], l[2]: {"l": ["c"]}
l[2], l[0]: {"l": ["a"]}
l[1], l[2], l[3]: {"l": ["d"]}
maps[0].x, maps[0].y: {"maps": [{"y": "y0"}]}
maps[0].x, maps[1].x: {"maps": [{"x": "x1"}]}
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
