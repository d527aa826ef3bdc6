package graph

import (
	"context"
	"maps"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// healthDocuments may always be sent: monitors ask by them whether GraphQL answers.
var healthDocuments = []string{"{__typename}", "{ __typename }", "query{__typename}"}

// TrustedDocuments is the extension of the executor that knows the documents of the product's own app. A request may name one of them
// by its hash, in the form of persisted queries, instead of sending it. Who may not send a document of their own is held to these: a
// stolen cookie, or a script that got into a page, can then ask for nothing that the app does not ask for.
type TrustedDocuments struct {
	// byHash has the documents by the hash that they were built with, which need not be of their text.
	byHash map[string]string
	texts  map[string]bool
	adHoc  func(*session.Request) bool
}

// NewTrustedDocuments returns the extension for documents by hash. adHoc tells whether a request may send others.
func NewTrustedDocuments(byHash map[string]string, adHoc func(*session.Request) bool) *TrustedDocuments {
	d := &TrustedDocuments{byHash: byHash, texts: map[string]bool{}, adHoc: adHoc}
	for _, text := range slices.AppendSeq(slices.Clone(healthDocuments), maps.Values(byHash)) {
		d.texts[text] = true
	}
	return d
}

// ExtensionName names the extension.
func (*TrustedDocuments) ExtensionName() string { return "TrustedDocuments" }

// Validate admits every schema.
func (*TrustedDocuments) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters puts the document in that a request names, and refuses what is not trusted.
func (d *TrustedDocuments) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	if hash, named := persistedHash(request.Extensions); named && request.Query == "" {
		text, known := d.byHash[hash]
		if !known {
			return refused(codePersistedQueryNotFound, "PersistedQueryNotFound")
		}
		request.Query = text
		return nil
	}
	if d.texts[request.Query] || d.adHoc(session.RequestFrom(ctx)) {
		return nil
	}
	return refused(codeDocumentNotTrusted, "Only the documents of the app may be sent here.")
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
