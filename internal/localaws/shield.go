package localaws

import (
	"os"
	"strings"
)

// Shield removes the variables of the AWS SDK from the environment of this process, since they belong to an account and
// to programs that have nothing to do with a local run. It goes by the prefix, since the list of variables grows: in
// 2026 it included ignored endpoints, FIPS and dual-stack endpoints, retry modes, certificates, profiles and the
// sources of credentials. Proxy variables stay: Go uses no proxy for loopback addresses, and a separate identity
// provider may be behind one.
func Shield() error {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(strings.ToUpper(name), "AWS_") { // names are case-insensitive on Windows
			continue
		}
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	return nil
}
