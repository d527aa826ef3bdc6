// Package documents holds what the typed client sends, for the server, which trusts it. It links nothing of the client.
package documents

import _ "embed"

// Manifest has the operations of the client with their fragments, in the form in which genqlient exports them.
//
//go:embed operations.json
var Manifest []byte
