package graph

import (
	"context"
	"iter"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/unicornpursuit/unicornpursuit/graph/input"
	"github.com/unicornpursuit/unicornpursuit/graph/selection"
)

// cachedDocuments bounds the documents that are kept; each is at most some ten kilobytes.
const cachedDocuments = 512

// Documents is the extension of the executor that checks documents and variables. A document is measured and validated
// against the schema once, then kept; the variables of every request are coerced to their types. It is the executor's
// cache of documents as well, so that the executor parses and validates nothing itself.
type Documents struct {
	guard   Guard
	explore bool
	schema  *ast.Schema
	rules   *rules.Rules
	checker *input.Checker
	known   *lru.Cache[string, *document]
	// kept has a place for each document of [Documents.Keep].
	kept map[string]*atomic.Pointer[document]
	// Objects, if set, compile the selections of documents.
	Objects selection.Objects
}

// document is one that may be executed.
type document struct {
	parsed     *ast.QueryDocument
	input      *input.Document
	selections *selection.Plan
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
	graphql.ResponseInterceptor
	graphql.Cache[*ast.QueryDocument]
} = (*Documents)(nil)

// NewDocuments returns the extension. explore is whether clients may learn the schema, by introspection and from what
// errors name.
func NewDocuments(explore bool) *Documents {
	return &Documents{guard: Guard{Introspection: explore}, explore: explore, rules: validationRules(explore)}
}

// validationRules are those of the specification, except the two about values, which package input replaces.
func validationRules(explore bool) *rules.Rules {
	result := rules.NewDefaultRules()
	result.RemoveRule(rules.ValuesOfCorrectTypeRule.Name)
	result.RemoveRule(rules.VariablesInAllowedPositionRule.Name)
	if explore {
		return result
	}
	for suggesting, silent := range map[string]validator.Rule{
		rules.FieldsOnCorrectTypeRule.Name: rules.FieldsOnCorrectTypeRuleWithoutSuggestions,
		rules.KnownArgumentNamesRule.Name:  rules.KnownArgumentNamesRuleWithoutSuggestions,
		rules.KnownTypeNamesRule.Name:      rules.KnownTypeNamesRuleWithoutSuggestions,
		rules.ScalarLeafsRule.Name:         rules.ScalarLeafsRuleWithoutSuggestions,
	} {
		result.RemoveRule(suggesting)
		result.AddRule(silent.Name, silent.RuleFunc)
	}
	return result
}

// Keep names documents that are prepared once for good, with their first request: whoever may send documents could
// otherwise have them prepared again and again, by sending more of others than are kept. It is for before the first
// request.
func (d *Documents) Keep(texts iter.Seq[string]) {
	d.kept = map[string]*atomic.Pointer[document]{}
	for text := range texts {
		d.kept[text] = &atomic.Pointer[document]{}
	}
}

// ExtensionName names the extension.
func (*Documents) ExtensionName() string { return "Documents" }

// Validate takes the schema.
func (d *Documents) Validate(schema graphql.ExecutableSchema) (err error) {
	d.schema = schema.Schema()
	if d.known, err = lru.New[string, *document](cachedDocuments); err != nil {
		return err
	}
	d.checker, err = input.NewChecker(d.schema, scalars, d.explore)
	return err
}

// MutateOperationParameters checks the document and the variables of a request, and refuses it if they are not valid.
func (d *Documents) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	operation := graphql.GetOperationContext(ctx)
	known, refusal := d.take(request.Query)
	if len(refusal) == 0 {
		operation.Doc = known.parsed
		selection.Use(operation, known.selections)
		request.Variables, refusal = known.input.Coerce(request.OperationName, request.Variables)
	}
	if len(refusal) == 0 {
		return nil
	}
	for _, err := range refusal {
		if err.Extensions["code"] == nil {
			errcode.Set(err, errcode.ValidationFailed)
		}
	}
	if len(refusal) > 1 {
		operation.Stats.SetExtension(d.ExtensionName(), refusal[1:])
	}
	return refusal[0]
}

// InterceptResponse adds the other errors of a request that was refused, since the executor accepts only one.
func (d *Documents) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if graphql.HasOperationContext(ctx) {
		others, _ := graphql.GetOperationContext(ctx).Stats.GetExtension(d.ExtensionName()).(gqlerror.List)
		for _, err := range others {
			graphql.AddError(ctx, err)
		}
	}
	return next(ctx)
}

// Get gives the executor the document of the request.
func (*Documents) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	document := graphql.GetOperationContext(ctx).Doc
	return document, document != nil
}

// Add is never called: Get returns the document of every request that gets this far.
func (*Documents) Add(context.Context, string, *ast.QueryDocument) {}

// take returns a document ready to be executed.
func (d *Documents) take(query string) (*document, gqlerror.List) {
	place, kept := d.kept[query]
	if kept {
		if known := place.Load(); known != nil {
			return known, nil
		}
	} else if known, ok := d.known.Get(query); ok {
		return known, nil
	}
	taken, errs := d.prepare(query)
	switch {
	case len(errs) > 0:
		return nil, errs
	case kept:
		place.Store(taken)
	default:
		d.known.Add(query, taken)
	}
	return taken, nil
}

func (d *Documents) prepare(query string) (*document, gqlerror.List) {
	parsed, err := d.guard.Parse(query)
	if err != nil {
		return nil, gqlerror.List{err}
	}
	if len(parsed.Operations) == 0 {
		return nil, gqlerror.List{refuse("The document has no operation.")}
	}
	if errs := validator.ValidateWithRules(d.schema, parsed, d.rules); len(errs) > 0 {
		return nil, d.veiled(errs)
	}
	prepared, errs := d.checker.Prepare(parsed)
	if len(errs) > 0 {
		return nil, errs
	}
	return &document{parsed: parsed, input: prepared, selections: d.Objects.Compile(d.schema, parsed)}, nil
}

// veils has the messages for broken rules whose own messages name types and arguments that the client did not write.
var veils = map[string]string{
	rules.FieldsOnCorrectTypeRuleWithoutSuggestions.Name: "There is no such field here.",
	rules.KnownArgumentNamesRuleWithoutSuggestions.Name:  "There is no such argument here.",
	rules.OverlappingFieldsCanBeMergedRule.Name:          "Fields of one name differ. Give them different aliases.",
	rules.PossibleFragmentSpreadsRule.Name:               "The fragment can't be spread here.",
	rules.ProvidedRequiredArgumentsRule.Name:             "An argument that is required is missing.",
	rules.ScalarLeafsRuleWithoutSuggestions.Name:         "The field must have a selection of fields, or must have none.",
}

// veiled keeps the schema out of errors where clients may not explore it.
func (d *Documents) veiled(errs gqlerror.List) gqlerror.List {
	for _, err := range errs {
		if veil, ok := veils[err.Rule]; ok && !d.explore {
			err.Message = veil
		}
	}
	return errs
}
