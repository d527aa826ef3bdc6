package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// TrustedDocuments is the extension of the executor that knows the documents of the product's own clients and those
// that its operator has added. A request may name one of them by its id instead of sending it. Clients that may not
// send documents of their own are limited to these, so that a stolen cookie, or a script that got into a page, can ask
// for nothing that the app does not ask for.
type TrustedDocuments struct {
	documents *trusted.Set
	adHoc     func(*session.Request) bool
	// signingOut has the texts of the documents that do nothing else.
	signingOut map[string]bool
}

// NewTrustedDocuments returns the extension for the documents of the manifests. adHoc reports whether a request may
// send others.
func NewTrustedDocuments(adHoc func(*session.Request) bool, manifests ...trusted.Manifest) (*TrustedDocuments, error) {
	documents, err := trusted.NewSet(maxTokens, append([]trusted.Manifest{health}, manifests...)...)
	if err != nil {
		return nil, err
	}
	result := &TrustedDocuments{documents: documents, adHoc: adHoc, signingOut: map[string]bool{}}
	for text := range documents.Texts() {
		if !strings.Contains(text, signOutField) {
			continue // parsing all of them would be most of the time that a start takes
		}
		if parsed, err := parser.ParseQuery(&ast.Source{Input: text}); err == nil && signsOut(parsed) {
			result.signingOut[text] = true
		}
	}
	return result, nil
}

// Texts returns the texts of the documents, as they are in their manifests.
func (d *TrustedDocuments) Texts() iter.Seq[string] { return d.documents.Texts() }

// SignsOut reports whether a request names or sends a document that only signs somebody out. An instance that has too
// much to do serves it nevertheless: whoever leaves a shared computer must not leave a session behind. It looks at
// trusted documents alone, which takes no work.
func (d *TrustedDocuments) SignsOut(request *graphql.RawParams) bool {
	text := request.Query
	if id, _, named := documentID(request.Extensions); named && text == "" {
		text, _ = d.documents.ByID(id)
	}
	return d.signingOut[text]
}

const signOutField = "signOut"

func signsOut(document *ast.QueryDocument) bool {
	for _, operation := range document.Operations {
		for _, selection := range operation.SelectionSet {
			if field, ok := selection.(*ast.Field); !ok || field.Name != signOutField {
				return false
			}
		}
	}
	return len(document.Operations) > 0
}

// health may always be sent: monitors ask by it whether GraphQL answers.
var health = trusted.Manifest{Source: "health check", Documents: []trusted.Document{{Text: "{__typename}"}}}

// ExtensionName names the extension.
func (*TrustedDocuments) ExtensionName() string { return "TrustedDocuments" }

// Validate admits every schema.
func (*TrustedDocuments) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters fills in the document that a request names, and refuses documents that are not trusted.
func (d *TrustedDocuments) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	id, automatic, named := documentID(request.Extensions)
	if named && request.Query == "" {
		text, known := d.documents.ByID(id)
		if !known {
			return d.unknown(session.RequestFrom(ctx), automatic)
		}
		request.Query = text
		return nil
	}
	if d.documents.Has(request.Query) || d.adHoc(session.RequestFrom(ctx)) {
		return nil
	}
	return refused(
		codeDocumentNotTrusted,
		"This document is not among those that this server trusts. The operator can add it with "+
			"TRUSTED_DOCUMENTS, or let clients without a session cookie send any document with AD_HOC_DOCUMENTS.",
	)
}

// unknown refuses a request that names no document of the set. A client that would send the document next (automatic)
// gets the error that makes it send documents from now on: nothing is registered here, so it would ask in vain before
// each request. A client with a cookie session does not get it: it is the app, of another release, which has no text to
// send and recovers by reloading.
func (d *TrustedDocuments) unknown(r *session.Request, automatic bool) *gqlerror.Error {
	if automatic && (d.adHoc(r) || !r.ByCookie()) {
		return refused(codePersistedQueryNotSupported, "PersistedQueryNotSupported")
	}
	return refused(codePersistedQueryNotFound, "PersistedQueryNotFound")
}

// documentID reads which document a request names: by `documentId`, as the transport passes it on, or as clients of
// automatic persisted queries do, which send the text too if the id is not known.
func documentID(extensions map[string]any) (id string, automatic, named bool) {
	if id, named = extensions["documentId"].(string); named {
		return id, false, true
	}
	persisted, _ := extensions["persistedQuery"].(map[string]any)
	id, named = persisted["sha256Hash"].(string)
	return id, true, named
}

func refused(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}

// CheckDocument returns why a document would always be refused: because it exceeds the limits, or does not fit the
// schema.
func CheckDocument(text string) error {
	parsed, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil { // an operator may read what clients may not
		return errors.New(inOneLine(gqlerror.List{gqlerror.WrapIfUnwrapped(err)}))
	}
	if len(parsed.Operations) == 0 {
		return errors.New("the document has no operation")
	}
	documents, err := checkedDocuments()
	if err != nil {
		return err
	}
	if _, faults := documents.take(text); len(faults) > 0 {
		return errors.New(inOneLine(faults))
	}
	return nil
}

// checkedDocuments reads documents as the server does, for messages that may name the schema.
var checkedDocuments = sync.OnceValues(func() (*Documents, error) {
	documents := NewDocuments(true)
	documents.guard = Guard{}
	return documents, documents.Validate(exec.NewExecutableSchema(exec.Config{}))
})

// inOneLine joins a list of errors, each with its line in the document.
func inOneLine(faults gqlerror.List) string {
	texts := make([]string, len(faults))
	for i, fault := range faults {
		texts[i] = fault.Message
		if len(fault.Locations) > 0 {
			texts[i] = fmt.Sprintf("line %d: %s", fault.Locations[0].Line, fault.Message)
		}
	}
	return strings.Join(texts, "; ")
}
