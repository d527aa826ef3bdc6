package localaws

import (
	"os"
	"strings"
)

// Shield takes the variables of the AWS SDK out of the environment of this process: they are of an account, and of
// programs, that a local run has nothing to do with. It goes by the prefix, since what the SDK reads grows: endpoints
// to ignore, FIPS and dual-stack endpoints, modes of retries, certificates, profiles and the ways to credentials were
// there in 2026. Proxies may stay, since Go asks none for what is on loopback, and an identity provider of one's own
// may be behind one.
func Shield() error {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(strings.ToUpper(name), "AWS_") { // names have no case on Windows
			continue
		}
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	return nil
}
