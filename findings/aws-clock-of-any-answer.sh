#!/usr/bin/env bash
# The Date header of a successful answer moves the clock that two AWS SDKs sign with; the third never corrects its clock.
#
# Packages: github.com/aws/aws-sdk-go-v2/service/dynamodb v1.73.1 (core v1.47.7, config v1.33.15), @aws-sdk/client-dynamodb 3.1169.0 (npm,
#   Node 20), boto3 1.44.8 (PyPI).
# Expected: one behaviour in all, and a correction only after an answer that says that the signature's time was wrong: so AWS describes the
#   feature where it introduced it ("Clock-skew correction", AWS Developer Tools Blog): the server answers with a clock skew error, the SDK
#   computes the offset and asks again.
# Seen, with a server on loopback whose Date is an hour ahead and which answers 200: the second request of Go and of JavaScript is signed
#   with a time an hour ahead. boto3 signs both by the machine's clock, and it does not retry InvalidSignatureException, as the two others do.
# Means: behind a proxy or emulator with a wrong clock, or one that replays a cached Date, a Go or JavaScript client signs wrongly from its
#   second request on, and a captured request shows a time the machine never had. A Python job on a machine with a wrong clock fails for good
#   where a Go service beside it works.
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
	if err != nil {
		panic(err)
	}
	client := dynamodb.NewFromConfig(cfg)
	for range 2 {
		if _, err := client.ListTables(context.Background(), &dynamodb.ListTablesInput{}); err != nil {
			fmt.Println("error")
		}
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/aws/aws-sdk-go-v2@v1.47.7 github.com/aws/aws-sdk-go-v2/config@v1.33.15 github.com/aws/aws-sdk-go-v2/service/dynamodb@v1.73.1 2> log || { cat log; exit 1; }
go build -o gosdk . 2> log || { cat log; exit 1; }
python3 -m pip install -q --disable-pip-version-check --no-compile --target py boto3==1.44.8 botocore==1.44.8 > log 2>&1 || { cat log; exit 1; }
cat > sdk.py <<'PY'
import boto3
client = boto3.client("dynamodb")
for _ in range(2):
    try: client.list_tables()
    except Exception: print("error")
PY
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @aws-sdk/client-dynamodb@3.1169.0
cat > sdk.js <<'JS'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
for (const _ of [1, 2]) await client.send(new ListTablesCommand({})).catch(() => console.log('error'));
JS
cat > server.py <<'PY'
# Notes how far ahead of this machine each request was signed, in hours. With the file "refuse", the next request is refused once.
import calendar, email.utils, http.server, os, time, zlib
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args): pass
    def date_time_string(self, timestamp=None): return email.utils.formatdate(time.time() + 3600, usegmt=True)
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        signed = calendar.timegm(time.strptime(self.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ"))
        with open("requests", "a") as log: log.write("+%dh " % round((signed - time.time()) / 3600))
        status, body = 200, b'{"TableNames":[]}'
        if os.path.exists("refuse"):
            os.remove("refuse")
            status, body = 400, b'{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Signature expired"}'
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Amz-Crc32", str(zlib.crc32(body)))
        self.end_headers()
        self.wfile.write(body)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open("port.new", "w") as port: port.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
PY
python3 server.py & server=$!
until [ -s port ]; do kill -0 "$server"; sleep 0.1; done

call() { # NAME COMMAND...
	local name=$1; shift
	local out
	: > requests
	out=$(env AWS_ENDPOINT_URL="http://127.0.0.1:$(cat port)" AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b \
		AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true "$@" 2> log)
	echo "$name: $(cat requests)$out" | tee -a seen
}
call 'two answers, go' ./gosdk
call 'two answers, javascript' node sdk.js
call 'two answers, python' python3 sdk.py
touch refuse; call 'first refused, go' ./gosdk
touch refuse; call 'first refused, javascript' node sdk.js
touch refuse; call 'first refused, python' python3 sdk.py
cat > due <<'TXT'
two answers, go: +0h +1h 
two answers, javascript: +0h +1h 
two answers, python: +0h +0h 
first refused, go: +0h +1h +1h 
first refused, javascript: +0h +1h +1h 
first refused, python: +0h +0h error
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
