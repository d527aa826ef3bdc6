#!/usr/bin/env bash
# A number in DynamoDB changes its type in JavaScript as it grows, is rounded without a word in Go, and can make a whole item unreadable.
#
# Packages: @aws-sdk/util-dynamodb 3.996.9 (npm, Node 20), github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue v1.21.21 (Go),
#   boto3 1.44.8 (PyPI).
# Expected: one type for numbers in each. unmarshall's option wrapNumbers is described as returning numbers in wrapped form "instead of
#   converting them to native JavaScript numbers", so without it they are JavaScript numbers. attributevalue's documentation says that a
#   number goes into an `any` as float64. boto3's guide says Decimal.
# Seen: boto3 gives the exact Decimal. Go rounds to float64 beyond 2^53, with no error. JavaScript gives a number up to 2^53 - 1, a bigint for
#   a greater integer, rounds a long fraction without a word, and throws for a number that is both great and no integer;
#   the other attributes of that item are lost with it.
# Means: `item.total + 1` is a TypeError from the day the total passes 2^53; one exact sum with cents that a Python job stored keeps a
#   JavaScript page from reading the item. Read with wrapNumbers, or into attributevalue.Number, where numbers may be large or exact.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for setting in "${!AWS_@}"; do unset "$setting"; done # this shell's own
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @aws-sdk/util-dynamodb@3.996.9 @aws-sdk/client-dynamodb@3.1169.0
cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func main() {
	for _, n := range os.Args[1:] {
		var value any
		if err := attributevalue.Unmarshal(&types.AttributeValueMemberN{Value: n}, &value); err != nil {
			panic(err)
		}
		text := strconv.FormatFloat(value.(float64), 'f', -1, 64)
		fmt.Printf("%s: Go %T %s\n", n, value, text)
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue@v1.21.21 2> log || { cat log; exit 1; }
cat > show.py <<'PY'
import sys
from boto3.dynamodb.types import TypeDeserializer
for n in sys.argv[1:]:
    value = TypeDeserializer().deserialize({"N": n})
    print(f"{n}: Python {type(value).__name__} {value}")
PY
cat > show.js <<'JS'
import { unmarshall } from '@aws-sdk/util-dynamodb';
for (const n of process.argv.slice(2)) {
  try {
    const { value } = unmarshall({ name: { S: 'a' }, value: { N: n } });
    console.log(`${n}: JavaScript ${typeof value} ${value}`);
  } catch {
    console.log(`${n}: JavaScript throws, name and all`);
  }
}
JS
numbers=(0.12345678901234567891 9007199254740991 9007199254740993 123456789012345678.5)
{ go run . "${numbers[@]}"; python3 show.py "${numbers[@]}"; node show.js "${numbers[@]}"; } | LC_ALL=C sort | tee seen
cat > due <<'TXT'
0.12345678901234567891: Go float64 0.12345678901234568
0.12345678901234567891: JavaScript number 0.12345678901234568
0.12345678901234567891: Python Decimal 0.12345678901234567891
123456789012345678.5: Go float64 123456789012345680
123456789012345678.5: JavaScript throws, name and all
123456789012345678.5: Python Decimal 123456789012345678.5
9007199254740991: Go float64 9007199254740991
9007199254740991: JavaScript number 9007199254740991
9007199254740991: Python Decimal 9007199254740991
9007199254740993: Go float64 9007199254740992
9007199254740993: JavaScript bigint 9007199254740993
9007199254740993: Python Decimal 9007199254740993
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
