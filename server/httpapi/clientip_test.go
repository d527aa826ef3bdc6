package httpapi

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestFindsTheClientBehindTrustedProxies(t *testing.T) {
	trusted := proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("192.0.2.7/32")}
	for _, test := range []struct {
		name      string
		peer      string
		forwarded []string
		want      string
		viaProxy  bool
	}{
		// Without a trusted proxy the header is whatever the client likes to say.
		{"direct", "203.0.113.5:4711", nil, "203.0.113.5", false},
		{"direct, with a forged header", "203.0.113.5:4711", []string{"198.51.100.1"}, "203.0.113.5", false},
		{"direct, claims a trusted address", "203.0.113.5:4711", []string{"10.0.0.1"}, "203.0.113.5", false},

		{"one proxy", "10.0.0.1:80", []string{"203.0.113.5"}, "203.0.113.5", true},
		{"two proxies", "10.0.0.1:80", []string{"203.0.113.5, 10.0.0.2"}, "203.0.113.5", true},
		// The client wrote the left part before the first proxy appended what it saw.
		{"forged entry on the left", "10.0.0.1:80", []string{"198.51.100.1, 203.0.113.5"}, "203.0.113.5", true},
		{"forged trusted entry on the left", "10.0.0.1:80", []string{"10.9.9.9, 203.0.113.5, 10.0.0.2"}, "203.0.113.5", true},
		// A proxy may append its own line instead of extending the client's.
		{"forged line above the proxy's", "10.0.0.1:80", []string{"198.51.100.1", "203.0.113.5"}, "203.0.113.5", true},
		{"hops over several lines", "10.0.0.1:80", []string{"198.51.100.1", "203.0.113.5, 10.0.0.3", "10.0.0.2"}, "203.0.113.5", true},

		// A request that began inside the trusted network.
		{"all hops trusted", "10.0.0.1:80", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3", true},
		{"proxy without the header", "10.0.0.1:80", nil, "10.0.0.1", true},

		// What is no address ends the walk at the last hop that was one: no guess further left is better.
		{"malformed", "10.0.0.1:80", []string{"unknown"}, "10.0.0.1", true},
		{"malformed behind a hop", "10.0.0.1:80", []string{"203.0.113.5, _hidden, 10.0.0.2"}, "10.0.0.2", true},
		{"malformed on the far side", "10.0.0.1:80", []string{"' OR 1=1, 203.0.113.5"}, "203.0.113.5", true},
		{"empty header", "10.0.0.1:80", []string{""}, "10.0.0.1", true},
		{"empty entry", "10.0.0.1:80", []string{"203.0.113.5,,10.0.0.2"}, "10.0.0.2", true},
		{"out of range", "10.0.0.1:80", []string{"203.0.113.256"}, "10.0.0.1", true},
		{"leading zeros, read as octal by some", "10.0.0.1:80", []string{"203.0.113.010"}, "10.0.0.1", true},
		{"network instead of an address", "10.0.0.1:80", []string{"203.0.113.0/24"}, "10.0.0.1", true},

		{"spaces and tabs", "10.0.0.1:80", []string{" \t203.0.113.5 ,\t10.0.0.2 "}, "203.0.113.5", true},
		{"with a port, as some proxies write", "10.0.0.1:80", []string{"203.0.113.5:5501"}, "203.0.113.5", true},

		{"IPv6", "[fd00::1]:80", []string{"2001:db8::5"}, "2001:db8::5", true},
		{"IPv6 in another spelling", "[fd00::1]:80", []string{"2001:0DB8:0:0::0005"}, "2001:db8::5", true},
		{"IPv6 with a port", "[fd00::1]:80", []string{"[2001:db8::5]:5501"}, "2001:db8::5", true},
		// Dual-stack sockets show IPv4 peers this way; they are the same hosts.
		{"IPv4-mapped peer is trusted", "[::ffff:10.0.0.1]:80", []string{"203.0.113.5"}, "203.0.113.5", true},
		{"IPv4-mapped hop is trusted", "10.0.0.1:80", []string{"203.0.113.5, ::ffff:10.0.0.2"}, "203.0.113.5", true},
		{"IPv4-mapped client", "10.0.0.1:80", []string{"::ffff:203.0.113.5"}, "203.0.113.5", true},
		// A zone names an interface of the machine that wrote it.
		{"zone", "[fe80::1%eth0]:80", nil, "fe80::1", false},
		{"zone of a trusted hop", "[fd00::1%eth0]:80", []string{"2001:db8::5, fd00::2%eth1"}, "2001:db8::5", true},

		{"a single trusted host", "192.0.2.7:80", []string{"203.0.113.5"}, "203.0.113.5", true},
		{"its neighbour", "192.0.2.8:80", []string{"203.0.113.5"}, "192.0.2.8", false},
		{"no address, as on a Unix socket", "@", []string{"203.0.113.5"}, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = test.peer
			if test.forwarded != nil {
				r.Header["X-Forwarded-For"] = test.forwarded
			}
			addr, viaProxy := trusted.client(r)
			got := ""
			if addr.IsValid() {
				got = addr.String()
			}
			if got != test.want || viaProxy != test.viaProxy {
				t.Errorf("got %s, via proxy %v", got, viaProxy)
			}
		})
	}
}

func TestAProxyIsTrustedInEverySpellingOfItsAddress(t *testing.T) {
	for _, test := range []struct {
		setting string
		peer    string
		trusted bool
	}{
		{"10.0.0.0/8", "10.1.2.3:80", true},
		{"10.0.0.0/8", "[::ffff:10.1.2.3]:80", true},
		{"10.0.0.0/8", "11.0.0.1:80", false},
		{"10.1.2.3", "10.1.2.3:80", true},
		{"10.1.2.3", "10.1.2.4:80", false},
		{" \t10.1.2.3\n", "10.1.2.3:80", true},
		{"10.1.2.3/8", "10.200.0.1:80", true}, // with bits of a host
		{"0.0.0.0/0", "203.0.113.5:80", true},
		{"0.0.0.0/0", "[2001:db8::1]:80", false},

		{"::ffff:10.0.0.0/104", "10.1.2.3:80", true},
		{"::ffff:10.0.0.0/104", "[::ffff:10.1.2.3]:80", true},
		{"::ffff:10.0.0.0/104", "11.0.0.1:80", false},
		{"::FFFF:A00:0/104", "10.1.2.3:80", true},
		{"0:0:0:0:0:ffff:10.1.2.3", "10.1.2.3:80", true},
		{"::ffff:10.1.2.3", "10.1.2.4:80", false},
		{"::ffff:10.1.2.3/104", "10.200.0.1:80", true},
		{"::ffff:0:0/96", "203.0.113.5:80", true},

		{"fd00::/8", "[fd12::1]:80", true},
		{"FD00:0000::/8", "[fd12::1]:80", true},
		{"fd00::1%eth0", "", false}, // refused
		{"fd00::1", "[fd00::1%eth0]:80", true},
		{"fd00::1/64", "[fd00::2]:80", true},
		{"::/0", "[2001:db8::1]:80", true},
		{"::/0", "10.0.0.1:80", false},

		{"", "", false}, {" ", "", false}, {"proxy", "", false}, {"proxy.example.com", "", false}, {"*", "", false},
		{"10.0.0.1:80", "", false}, {"[fd00::1]:80", "", false}, {"[fd00::1]", "", false},
		{"10.0.0.0/33", "", false}, {"10.0.0.0/-1", "", false}, {"10.0.0.0/08", "", false}, {"10.0.0.0/255.0.0.0", "", false},
		{"10.0.0.0/", "", false}, {"/8", "", false}, {"10.0.0.0 /8", "", false}, {"10.0.0.1 10.0.0.2", "", false}, {"10.0.0.1;10.0.0.2", "", false},
		{"010.0.0.1", "", false}, {"10.0.0", "", false}, {"167772161", "", false}, {"0x0a.0.0.1", "", false},
		{"fd00::/129", "", false}, {"fd00::1%eth0/64", "", false}, {"::ffff:10.0.0.0/95", "", false}, {"::ffff:10.0.0.0/8", "", false},
	} {
		network, err := ParseProxy(test.setting)
		if refused := test.peer == ""; refused != (err != nil) {
			t.Errorf("%q: %v, %v", test.setting, network, err)
			continue
		}
		if err != nil {
			continue
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = test.peer
		r.Header.Set("X-Forwarded-For", "198.51.100.1")
		if addr, forwarded := (proxies{network}).client(r); forwarded != test.trusted || (addr.String() == "198.51.100.1") != test.trusted {
			t.Errorf("%q trusts %s: %t, want %t", test.setting, test.peer, forwarded, test.trusted)
		}
	}
}

func TestCountsIPv6ClientsByTheirNetwork(t *testing.T) {
	for clientIP, want := range map[string]string{
		"203.0.113.5":             "203.0.113.5",
		"2001:db8:1:2::5":         "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff:1:2:3": "2001:db8:1:2::/64",
		"2001:db8:1:3::5":         "2001:db8:1:3::/64",
		"":                        "",
		"not an address":          "not an address",
	} {
		if got := LimitKey(clientIP); got != want {
			t.Errorf("%s: %s, want %s", clientIP, got, want)
		}
	}
}
