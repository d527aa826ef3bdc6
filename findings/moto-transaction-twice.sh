#!/usr/bin/env bash
# moto carries a transaction out again when it is repeated with the token that should make it happen once.
#
# Packages: moto 5.2.5 (dynamodb), boto3 1.44.8 (PyPI).
# Expected: DynamoDB API Reference, TransactWriteItems, ClientRequestToken: the call is idempotent, several identical calls with one token
#   have the effect of one; the same token with other parameters within ten minutes is an IdempotentParameterMismatchException.
# Seen: moto takes the token and ignores it. Adding 1 twice under one token gives 2, and other parameters under the token are carried out.
# Means: a test of a retry after a lost answer shows a vote counted twice where DynamoDB counts one, and a test that a token is not used
#   again for something else can't fail. Test both against an implementation that keeps tokens.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py 'moto[dynamodb]==5.2.5' boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
cat > show.py <<'PY'
import sys
import boto3
from moto import mock_aws

def run():
    client = boto3.client("dynamodb", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    client.create_table(TableName="votes", BillingMode="PAY_PER_REQUEST", AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
    def add(points):
        try:
            client.transact_write_items(ClientRequestToken="one-token", TransactItems=[{"Update": {
                "TableName": "votes", "Key": {"id": {"S": "1"}}, "UpdateExpression": "ADD points :p", "ExpressionAttributeValues": {":p": {"N": str(points)}}}}])
        except client.exceptions.IdempotentParameterMismatchException:
            return "refused"
        return client.get_item(TableName="votes", Key={"id": {"S": "1"}})["Item"]["points"]["N"]
    return [add(1), add(1), add(5)]

with mock_aws():
    seen = run()
print("add 1, the same again, add 5, all with one token: points", *seen)
print("as described" if seen == ["1", "2", "7"] else "CHANGED")
sys.exit(seen != ["1", "2", "7"])
PY
python3 show.py
