#!/usr/bin/env bash
# One set of AWS environment variables, three SDKs, three destinations: spelling, zero, and what goes with an endpoint of one's own.
#
# Packages: github.com/aws/aws-sdk-go-v2/service/dynamodb v1.73.1 (core v1.47.7, config v1.33.15), @aws-sdk/client-dynamodb 3.1169.0 (npm,
#   Node 20), boto3 1.44.8 (PyPI). No request leaves the process: each SDK gets a transport that notes the URL.
# Expected: the same in all. The "AWS SDKs and Tools Reference Guide" describes these settings once for every SDK ("Service-specific
#   endpoints", "Dual-stack and FIPS endpoints", "Account-based endpoints", "Retry behavior").
# Seen: AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=TRUE is obeyed by Go and Python; JavaScript wants "true" and goes on using the URL.
#   AWS_ENDPOINT_URL with AWS_USE_DUALSTACK_ENDPOINT=true is refused by Go and JavaScript, while Python drops the wish and calls the URL.
#   AWS_ENDPOINT_URL with AWS_ACCOUNT_ID_ENDPOINT_MODE=required and credentials without an account id is refused by Go alone, although the
#   account id would not be used. AWS_RETRY_MODE=ADAPTIVE is an error for Go and Python, fine for JavaScript. AWS_MAX_ATTEMPTS=0 means the
#   default for Go, an error for Python, and one attempt for JavaScript.
# Means: settings that were tried with one SDK say nothing about the next. Write them in lower case, leave "0" out, and unset
#   dual-stack and account-id mode in environments with an emulator.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for setting in "${!AWS_@}"; do unset "$setting"; done # this shell's own
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

type note struct{}

func (note) Do(r *http.Request) (*http.Response, error) {
	fmt.Println(r.URL, strings.Split(r.Header.Get("Amz-Sdk-Request"), "; ")[1])
	body := io.NopCloser(strings.NewReader(`{"TableNames":[]}`))
	return &http.Response{StatusCode: 200, Header: http.Header{"X-Amz-Crc32": {"0"}}, Body: body, Request: r}, nil
}

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background(), config.WithHTTPClient(note{}))
	if err == nil {
		_, err = dynamodb.NewFromConfig(cfg).ListTables(context.Background(), &dynamodb.ListTablesInput{})
	}
	if err != nil {
		fmt.Println("refused")
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/aws/aws-sdk-go-v2@v1.47.7 github.com/aws/aws-sdk-go-v2/config@v1.33.15 github.com/aws/aws-sdk-go-v2/service/dynamodb@v1.73.1 2> log || { cat log; exit 1; }
go build -o gosdk . 2> log || { cat log; exit 1; }
python3 -m pip install -q --disable-pip-version-check --no-compile --target py boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
cat > sdk.py <<'PY'
import boto3
class Noted(Exception): pass
def note(request, **_):
    print(request.url, request.headers["amz-sdk-request"].decode().split("; ")[1])
    raise Noted()
try:
    client = boto3.client("dynamodb")
    client.meta.events.register("before-send", note)
    client.list_tables()
except Noted: pass
except Exception: print("refused")
PY
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @aws-sdk/client-dynamodb@3.1169.0
cat > sdk.js <<'JS'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
class Noted extends Error {}
const requestHandler = { handle: async (request) => {
  const port = request.port ? `:${request.port}` : '';
  console.log(`${request.protocol}//${request.hostname}${port}${request.path}`, request.headers['amz-sdk-request'].split('; ')[1]);
  throw new Noted();
} };
await new DynamoDBClient({ requestHandler }).send(new ListTablesCommand({})).catch((e) => { if (!(e instanceof Noted)) console.log('refused'); });
JS

with() { # SETTING... : prints what each SDK does with them
	local settings=(env AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b AWS_CONFIG_FILE=/dev/null \
		AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true "$@")
	echo "$*"
	echo "  go $("${settings[@]}" ./gosdk 2> log | head -1)"
	echo "  javascript $("${settings[@]}" node sdk.js 2> log | head -1)"
	echo "  python $("${settings[@]}" python3 sdk.py 2> log | head -1)"
}
url=AWS_ENDPOINT_URL=http://127.0.0.1:8000
{
	with $url AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=TRUE
	with $url AWS_USE_DUALSTACK_ENDPOINT=true
	with $url AWS_ACCOUNT_ID_ENDPOINT_MODE=required
	with $url AWS_RETRY_MODE=ADAPTIVE
	with $url AWS_MAX_ATTEMPTS=0
} > seen
cat seen
cat > due <<'TXT'
AWS_ENDPOINT_URL=http://127.0.0.1:8000 AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=TRUE
  go https://dynamodb.eu-west-1.amazonaws.com/ max=3
  javascript http://127.0.0.1:8000/ max=4
  python https://dynamodb.eu-west-1.amazonaws.com/ max=4
AWS_ENDPOINT_URL=http://127.0.0.1:8000 AWS_USE_DUALSTACK_ENDPOINT=true
  go refused
  javascript refused
  python http://127.0.0.1:8000/ max=4
AWS_ENDPOINT_URL=http://127.0.0.1:8000 AWS_ACCOUNT_ID_ENDPOINT_MODE=required
  go refused
  javascript http://127.0.0.1:8000/ max=4
  python http://127.0.0.1:8000/ max=4
AWS_ENDPOINT_URL=http://127.0.0.1:8000 AWS_RETRY_MODE=ADAPTIVE
  go refused
  javascript http://127.0.0.1:8000/ max=4
  python refused
AWS_ENDPOINT_URL=http://127.0.0.1:8000 AWS_MAX_ATTEMPTS=0
  go http://127.0.0.1:8000/ max=3
  javascript http://127.0.0.1:8000/ max=0
  python refused
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
