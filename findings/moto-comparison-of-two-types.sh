#!/usr/bin/env bash
# One item whose attribute has another type makes moto's whole scan fail; begins_with and contains find no bytes in a filter.
#
# Packages: moto 5.2.5 (dynamodb), boto3 1.44.8 (PyPI).
# Expected: an item whose attribute is missing or of another type doesn't match, and the others are returned. DynamoDB API Reference, Condition,
#   under LT, GT and BETWEEN: a value of another type than the request's does not match. Developer Guide, "Condition and filter expressions":
#   begins_with and contains are functions over a path; the API Reference names Binary for both.
# Seen: "a > :one" over items with a number, a string, a null and no a at all is a TypeError out of moto, "size(a) > :one" a refusal; the
#   condition "a < :one" of a write over a string raises as well. "<>", IN and contains over the same items work. For binary values
#   begins_with and contains are always false in a filter, while begins_with in a key condition is right.
# Means: data of two generations, say a score that used to be a string, can't be tested for here: DynamoDB passes over the old items. Put
#   attribute_type(a, :n) AND before such a comparison; that works in both, and says what is meant.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py 'moto[dynamodb]==5.2.5' boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
cat > show.py <<'PY'
import boto3
from moto import mock_aws

ITEMS = {"number": {"N": "3"}, "string": {"S": "x"}, "null": {"NULL": True}, "bytes": {"B": b"abcd"}, "missing": None}

def run():
    client = boto3.client("dynamodb", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    client.create_table(TableName="t", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "k", "KeyType": "RANGE"}],
                        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}, {"AttributeName": "k", "AttributeType": "B"}])
    def key(name):
        return {"p": {"S": "1"}, "k": {"B": name.encode()}}
    for name, value in ITEMS.items():
        client.put_item(TableName="t", Item=key(name) | ({"a": value} if value else {}))
    def outcome(ask):
        try:
            answer = ask()
        except client.exceptions.ConditionalCheckFailedException:
            return "refused by the condition"
        except Exception as error:
            return f"raises {type(error).__name__}"
        return " ".join(sorted(item["k"]["B"].decode() for item in answer["Items"])) or "nothing" if "Items" in answer else "written"
    number, text, some = {"N": "1"}, {"S": "x"}, {"B": b"ab"}
    for expression, value in [("a > :v", number), ("NOT a > :v", number), ("a BETWEEN :v AND :v", number), ("size(a) > :v", number), ("a <> :v", number),
                              ("a IN (:v)", {"N": "3"}), ("contains(a, :v)", text), ("begins_with(a, :v)", text), ("begins_with(a, :v)", some), ("begins_with(a, :v)", {"B": b"abc"}), ("contains(a, :v)", some)]:
        values = {":v": value}
        print(f"scan, {expression}, {' '.join(map(str, *value.items()))}:", outcome(lambda: client.scan(TableName="t", FilterExpression=expression, ExpressionAttributeValues=values)))
    print("scan, attribute_type(a, :n) AND a > :v, N 1:", outcome(lambda: client.scan(
        TableName="t", FilterExpression="attribute_type(a, :n) AND a > :v", ExpressionAttributeValues={":n": {"S": "N"}, ":v": number})))
    print("query, begins_with(k, :v), B b'nu':", outcome(lambda: client.query(
        TableName="t", KeyConditionExpression="p = :p AND begins_with(k, :v)", ExpressionAttributeValues={":p": {"S": "1"}, ":v": {"B": b"nu"}})))
    for name in ["number", "string", "missing"]:
        print(f"put over {name} if a < :v, N 1:", outcome(lambda: client.put_item(
            TableName="t", Item=key(name), ConditionExpression="a < :v", ExpressionAttributeValues={":v": number})))

with mock_aws():
    run()
PY
python3 show.py | tee seen
cat > due <<'TXT'
scan, a > :v, N 1: raises TypeError
scan, NOT a > :v, N 1: raises TypeError
scan, a BETWEEN :v AND :v, N 1: raises TypeError
scan, size(a) > :v, N 1: raises ClientError
scan, a <> :v, N 1: bytes missing null number string
scan, a IN (:v), N 3: number
scan, contains(a, :v), S x: string
scan, begins_with(a, :v), S x: string
scan, begins_with(a, :v), B b'ab': nothing
scan, begins_with(a, :v), B b'abc': nothing
scan, contains(a, :v), B b'ab': nothing
scan, attribute_type(a, :n) AND a > :v, N 1: number
query, begins_with(k, :v), B b'nu': null number
put over number if a < :v, N 1: refused by the condition
put over string if a < :v, N 1: raises TypeError
put over missing if a < :v, N 1: refused by the condition
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
