// Package documents holds the documents that the typed client sends, since the server trusts them. It doesn't link the
// client.
package documents

import _ "embed"

// Manifest has the operations of the client with their fragments, in the form in which genqlient exports them.
//
//go:embed operations.json
var Manifest []byte
