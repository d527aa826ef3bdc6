#!/usr/bin/env bash
# A DynamoDB response whose checksum is wrong: the SDK for Go warns, the one for Python asks again and then takes it, the one for JavaScript
# does not look.
#
# Packages: github.com/aws/aws-sdk-go-v2/service/dynamodb v1.73.1 (core v1.47.7, config v1.33.15), boto3 1.44.8 (PyPI),
#   @aws-sdk/client-dynamodb 3.1169.0 (npm, Node 20).
# Expected: an error after retries. DynamoDB sends the CRC32 of each body in X-Amz-Crc32 ("DynamoDB low-level API", "HTTP responses"). The Go
#   package's documentation has an option DisableValidateResponseChecksum, "disable validation of response checksums", so validation is on;
#   botocore raises ChecksumError in its retry handler for it.
# Seen, with a server on loopback that always sends a wrong one: Go gives the answer after one request, logs "failed to close HTTP response
#   body ... did not match expected checksum", and logs the same for every answer without the header (expected checksum 0). boto3 in retry
#   mode standard makes 4 requests and then gives the answer as good; in mode legacy it makes 10 and raises ChecksumError. JavaScript: one.
# Means: an emulator or proxy that leaves the header out floods a Go program's log, one that rewrites bodies makes boto3 slow without an
#   error, and no SDK of the three can be relied on to refuse a damaged body by default.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
for setting in "${!AWS_@}"; do unset "$setting"; done # this shell's own
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err == nil {
		_, err = dynamodb.NewFromConfig(cfg).ListTables(context.Background(), &dynamodb.ListTablesInput{})
	}
	if err != nil {
		fmt.Println("error")
		return
	}
	fmt.Println("answer")
}
GO
go mod init finding 2> /dev/null
go get github.com/aws/aws-sdk-go-v2@v1.47.7 github.com/aws/aws-sdk-go-v2/config@v1.33.15 github.com/aws/aws-sdk-go-v2/service/dynamodb@v1.73.1 2> log || { cat log; exit 1; }
go build -o gosdk . 2> log || { cat log; exit 1; }
python3 -m pip install -q --disable-pip-version-check --no-compile --target py boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
cat > sdk.py <<'PY'
import boto3
try:
    boto3.client("dynamodb").list_tables()
    print("answer")
except Exception as error:
    print("error", type(error).__name__)
PY
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @aws-sdk/client-dynamodb@3.1169.0
cat > sdk.js <<'JS'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
await new DynamoDBClient({}).send(new ListTablesCommand({})).then(() => console.log('answer'), () => console.log('error'));
JS
cat > server.py <<'PY'
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args): pass
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with open("requests", "a") as log: log.write("x\n")
        body = b'{"TableNames":[]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Amz-Crc32", "12345")
        self.end_headers()
        self.wfile.write(body)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open("port.new", "w") as port: port.write(str(server.server_port))
import os; os.rename("port.new", "port")
server.serve_forever()
PY
python3 server.py & server=$!
until [ -s port ]; do kill -0 "$server"; sleep 0.1; done

call() { # NAME COMMAND...
	local name=$1; shift
	: > requests
	local out
	out=$(env AWS_ENDPOINT_URL="http://127.0.0.1:$(cat port)" AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b \
		AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true "$@" 2> "log.$name")
	echo "$name: $out, $(wc -l < requests) request(s)" | tee -a seen
}
call go ./gosdk
grep -o 'did not match expected checksum' log.go || true
call python-standard env AWS_RETRY_MODE=standard python3 sdk.py
call python-legacy env AWS_RETRY_MODE=legacy python3 sdk.py
call javascript node sdk.js
cat > due <<'TXT'
go: answer, 1 request(s)
python-standard: answer, 4 request(s)
python-legacy: error ChecksumError, 10 request(s)
javascript: answer, 1 request(s)
TXT
diff due seen && grep -q 'did not match expected checksum' log.go && echo 'as described' || { echo CHANGED; exit 1; }
