package app

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/unicornpursuit/unicornpursuit/internal/cognito"
)

// idleConnections is how many connections are kept per AWS endpoint. The SDK's ten make a busy server open a TLS
// connection for most calls, which costs more than the call.
const idleConnections = 1024

// awsConfig reads the SDK's own variables and files. Retries and timeouts are up to the adapters, since they differ by
// operation.
func awsConfig(ctx context.Context, c Config) (aws.Config, error) {
	region, _ := cognito.RegionOf(c.UserPoolID)
	client := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, idleConnections
	})
	return config.LoadDefaultConfig(ctx, config.WithDefaultRegion(region), config.WithHTTPClient(client))
}
