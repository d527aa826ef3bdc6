package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/internal/doctor"
)

// Doctor compares the deployment that the configuration names with what the product needs, and writes the report: as
// text, or as JSON. It returns whether all is well; an error means that there is no report. It starts nothing and
// changes nothing.
func Doctor(ctx context.Context, c Config, w io.Writer, asJSON bool) (healthy bool, err error) {
	awsConfig, err := awsConfig(ctx, c)
	if err != nil {
		return false, fmt.Errorf("configuration of AWS: %w", err)
	}
	deployment := doctor.Config{
		AWS: awsConfig, UserPoolID: c.UserPoolID, ClientID: c.ClientID, ClientSecret: c.ClientSecret,
		Issuer: c.Issuer, JWKSURL: c.JWKSURL, PublicURL: strings.TrimSuffix(c.PublicURL.String(), "/"),
		TableName: c.TableName, SessionKeys: len(c.sessionKeys), SessionLifetime: c.SessionLifetime,
		ChallengeLifetime: c.ChallengeLifetime,
		Production:        c.Environment == Production, Now: c.Now,
	}
	if c.DomainURL != (url.URL{}) {
		deployment.DomainURL = c.DomainURL.String()
	}
	report := doctor.Run(ctx, deployment)
	if !asJSON {
		return report.Healthy(), report.WriteText(w)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return report.Healthy(), encoder.Encode(report)
}
