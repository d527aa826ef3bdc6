package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// TrustedDocuments is the extension of the executor that knows the documents of the product's own clients and those that its operator
// has added. A request may name one of them by its id instead of sending it. Who may not send a document of their own is held to these:
// a stolen cookie, or a script that got into a page, can then ask for nothing that the app does not ask for.
type TrustedDocuments struct {
	documents *trusted.Set
	adHoc     func(*session.Request) bool
}

// NewTrustedDocuments returns the extension for the documents of the manifests. adHoc tells whether a request may send others.
func NewTrustedDocuments(adHoc func(*session.Request) bool, manifests ...trusted.Manifest) (*TrustedDocuments, error) {
	documents, err := trusted.NewSet(MaxTokens, append([]trusted.Manifest{health}, manifests...)...)
	return &TrustedDocuments{documents, adHoc}, err
}

// health may always be sent: monitors ask by it whether GraphQL answers.
var health = trusted.Manifest{Source: "health check", Documents: []trusted.Document{{Text: "{__typename}"}}}

// ExtensionName names the extension.
func (*TrustedDocuments) ExtensionName() string { return "TrustedDocuments" }

// Validate admits every schema.
func (*TrustedDocuments) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters puts the document in that a request names, and refuses what is not trusted.
func (d *TrustedDocuments) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	if hash, named := persistedHash(request.Extensions); named && request.Query == "" {
		text, known := d.documents.ByID(hash)
		if !known {
			return refused(codePersistedQueryNotFound, "PersistedQueryNotFound")
		}
		request.Query = text
		return nil
	}
	if d.documents.Has(request.Query) || d.adHoc(session.RequestFrom(ctx)) {
		return nil
	}
	return refused(codeDocumentNotTrusted, "This document is not among those that this server trusts. Whoever runs the server can add it by "+
		"TRUSTED_DOCUMENTS, or let clients without a session cookie send any document by AD_HOC_DOCUMENTS.")
}

// persistedHash reads what clients that follow the convention of persisted queries send.
func persistedHash(extensions map[string]any) (hash string, named bool) {
	persisted, _ := extensions["persistedQuery"].(map[string]any)
	hash, named = persisted["sha256Hash"].(string)
	return hash, named
}

func refused(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}
