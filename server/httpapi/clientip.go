package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// ipv6Site is how many leading bits of an IPv6 address one subscriber has: a /64 is the smallest network that providers
// hand out, and its holder can use a new address in it for every request.
const ipv6Site = 64

// proxies are the networks whose X-Forwarded-For is believed.
type proxies []netip.Prefix

func (p proxies) trust(addr netip.Addr) bool {
	for _, network := range p {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

// mappedBits is how many leading bits all IPv4-mapped addresses (::ffff:0:0/96) share.
const mappedBits = 96

// ParseProxy reads an address, or a prefix such as 10.0.0.0/8, of trusted proxies, and turns it into the spelling that
// [parseHop] gives addresses: what matches in one spelling matches in every other. A prefix that could not match as
// intended is an error.
func ParseProxy(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		address, addressErr := netip.ParseAddr(text)
		switch {
		case addressErr != nil:
			return netip.Prefix{}, fmt.Errorf("%q is neither an address nor a prefix such as 10.0.0.0/8", text)
		case address.Zone() != "":
			return netip.Prefix{}, errors.New("leave the zone out: by which interface a proxy comes is not looked at")
		}
		prefix = netip.PrefixFrom(address, address.BitLen())
	}
	if !prefix.Addr().Is4In6() {
		return prefix.Masked(), nil
	}
	if prefix.Bits() < mappedBits {
		return netip.Prefix{}, fmt.Errorf(
			"%q is wider than the IPv4 addresses that it is written for; write 0.0.0.0/0 for all of them",
			text,
		)
	}
	return netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-mappedBits).Masked(), nil
}

// client returns the address that a request comes from, and whether a trusted proxy passed it on. The address is the
// zero Addr if the connection has none, as with a Unix socket.
//
// Each proxy appends the address that called it to X-Forwarded-For. Read from the right, the header is therefore true
// for as long as the proxies are trusted; anything further left was written by the client and may say whatever helps
// the client. So the walk starts at the right and ends at the first address that is not a trusted proxy. It ends, too,
// at an entry that is not an address: the request then counts as coming from the proxy that wrote it.
func (p proxies) client(r *http.Request) (addr netip.Addr, forwarded bool) {
	addr, ok := parseHop(r.RemoteAddr)
	if !ok || !p.trust(addr) {
		return addr, false
	}
	// Several lines of a header are one list (RFC 9110, 5.3). Taking only one of them would let the client choose which.
	lines := r.Header["X-Forwarded-For"]
	for i := len(lines) - 1; i >= 0; i-- {
		for rest, more := lines[i], true; more; {
			var entry string
			rest, entry, more = cutLast(rest)
			hop, ok := parseHop(entry)
			if !ok {
				return addr, true
			}
			if addr = hop; !p.trust(hop) {
				return addr, true
			}
		}
	}
	return addr, true
}

// cutLast splits a list at its last comma.
func cutLast(list string) (before, last string, found bool) {
	if i := strings.LastIndexByte(list, ','); i >= 0 {
		return list[:i], list[i+1:], true
	}
	return "", list, false
}

// parseHop reads an address as the standard library and proxies write it: with or without a port. It drops the zone,
// which is meaningful on this machine only, and turns an IPv4-mapped address (::ffff:192.0.2.1) into the IPv4 address
// that it is, so that one client does not count as two and IPv4 networks match it.
func parseHop(text string) (netip.Addr, bool) {
	text = strings.Trim(text, " \t")
	withPort, err := netip.ParseAddrPort(text)
	addr := withPort.Addr()
	if err != nil {
		if addr, err = netip.ParseAddr(text); err != nil {
			return netip.Addr{}, false
		}
	}
	return addr.WithZone("").Unmap(), true
}

// LimitKey returns what rate limits count a client by, given session.Request's ClientIP: an IPv4 address itself, an
// IPv6 address by its /64 network. A text that is not an address is its own key.
func LimitKey(clientIP string) string {
	addr, ok := parseHop(clientIP)
	if !ok || addr.Is4() {
		return clientIP
	}
	network, err := addr.Prefix(ipv6Site)
	if err != nil {
		return clientIP
	}
	return network.String()
}
