#!/usr/bin/env bash
# Three of seven clients hand over an event that was cut off in the middle as if it were whole.
#
# Packages: parse-sse 0.1.0, @microsoft/fetch-event-source 2.0.1, fetch-event-stream 0.1.6 (npm, Node 20); sseclient-py 1.9.0 (PyPI);
#   github.com/r3labs/sse/v2 v2.10.0, github.com/tmaxmax/go-sse v0.12.0, github.com/launchdarkly/eventsource v1.11.0 (Go).
# Expected: the first event only. HTML standard, "Interpreting an event stream": data that is pending when the stream ends is discarded, and an
#   event without its final blank line is not dispatched. parse-sse describes itself as spec-compliant; sseclient-py quotes the specification.
# Seen: of a stream that ends inside its second event's data, parse-sse, sseclient-py and r3labs/sse give that half as a second event. The other
#   four give the first event only.
# Means: when a proxy or a deployment cuts a connection, a reader gets half a JSON text, or, where an event has several lines of data, a shorter
#   text that is still valid: "12" of a count of 1234. With these three a message must show by itself that it is whole.
set -euo pipefail
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
python3 -m pip install -q --disable-pip-version-check --no-compile --target py sseclient-py==1.9.0 > log 2>&1 || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund parse-sse@0.1.0 @microsoft/fetch-event-source@2.0.1 fetch-event-stream@0.1.6
cat > serve.js <<'JS'
import { writeFileSync } from 'node:fs';
import http from 'node:http';
const server = http.createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end('data: 5678\n\ndata: 12'); // the second event was to be "data: 1234\n\n"
}).listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)));
JS
node serve.js &
server=$!
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"

	launchdarkly "github.com/launchdarkly/eventsource"
	"github.com/r3labs/sse/v2"
	tmaxmax "github.com/tmaxmax/go-sse"
	"gopkg.in/cenkalti/backoff.v1"
)

func open(url string) *http.Response {
	response, err := http.Get(url)
	if err != nil {
		panic(err)
	}
	return response
}

func main() {
	url := os.Args[1]
	show := func(name string, events []string) { fmt.Printf("%s: %s\n", name, strings.Join(events, ", then ")) }

	var events []string
	decoder := launchdarkly.NewDecoder(open(url).Body)
	for event, err := decoder.Decode(); err == nil; event, err = decoder.Decode() {
		events = append(events, event.Data())
	}
	show("launchdarkly", events)

	events = nil
	for event, err := range tmaxmax.Read(open(url).Body, nil) {
		if err == nil {
			events = append(events, event.Data)
		}
	}
	show("tmaxmax", events)

	events = nil
	client := sse.NewClient(url)
	client.ReconnectStrategy = &backoff.StopBackOff{}
	_ = client.SubscribeRawWithContext(context.Background(), func(event *sse.Event) { events = append(events, string(event.Data)) })
	show("r3labs", events)
}
GO
cat > show.py <<'PY'
import sys, urllib.request
from sseclient import SSEClient
print("sseclient-py:", ", then ".join(event.data for event in SSEClient(urllib.request.urlopen(sys.argv[1])).events()))
PY
cat > show.js <<'JS'
import { getLines, getMessages } from '@microsoft/fetch-event-source/lib/cjs/parse.js';
import { events } from 'fetch-event-stream';
import { parseServerSentEvents } from 'parse-sse';
const url = process.argv[2];
const show = (name, list) => console.log(`${name}: ${list.join(', then ')}`);
let seen = [];
for await (const { data } of parseServerSentEvents(await fetch(url))) seen.push(data);
show('parse-sse', seen);
seen = [];
for await (const { data } of events(await fetch(url))) seen.push(data);
show('fetch-event-stream', seen);
seen = [];
const take = getLines(getMessages(() => {}, () => {}, ({ data }) => seen.push(data)));
for await (const chunk of (await fetch(url)).body) take(chunk);
show('fetch-event-source', seen);
JS
go mod init finding 2> /dev/null
go get github.com/r3labs/sse/v2@v2.10.0 github.com/tmaxmax/go-sse@v0.12.0 github.com/launchdarkly/eventsource@v1.11.0 gopkg.in/cenkalti/backoff.v1@v1.1.0 2> log || { cat log; exit 1; }
go build -o show . 2> log || { cat log; exit 1; }
for _ in $(seq 600); do [ -s port ] && break; sleep 0.1; done
url=http://127.0.0.1:$(cat port)/
{ ./show "$url"; python3 show.py "$url"; node show.js "$url"; } | LC_ALL=C sort | tee seen
cat > due <<'TXT'
fetch-event-source: 5678
fetch-event-stream: 5678
launchdarkly: 5678
parse-sse: 5678, then 12
r3labs: 5678, then 12
sseclient-py: 5678, then 12
tmaxmax: 5678
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
