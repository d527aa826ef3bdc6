package trusted

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
)

// normalForm prints a document so that two documents that ask for the same thing are equal: sorted, without
// descriptions, comments and `__typename`. Build tools and clients differ in that: Apollo adds `__typename` and sorts
// fragments, urql adds it too, and the client preset sorts everything. A text that does not parse within the limit of
// tokens has no normal form, and so equals nothing.
func normalForm(text string, maxTokens int) (form string, ok bool) {
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, maxTokens)
	if err != nil {
		return "", false
	}
	slices.SortStableFunc(
		document.Operations,
		func(a, b *ast.OperationDefinition) int { return cmp.Compare(a.Name, b.Name) },
	)
	slices.SortStableFunc(
		document.Fragments,
		func(a, b *ast.FragmentDefinition) int { return cmp.Compare(a.Name, b.Name) },
	)
	for _, o := range document.Operations {
		for _, v := range o.VariableDefinitions {
			if len(v.Directives) > 0 { // the printer leaves them out
				return "", false
			}
		}
		slices.SortStableFunc(
			o.VariableDefinitions,
			func(a, b *ast.VariableDefinition) int { return cmp.Compare(a.Variable, b.Variable) },
		)
		sortDirectives(o.Directives)
		o.SelectionSet = normalSet(o.SelectionSet)
	}
	for _, f := range document.Fragments {
		if len(f.VariableDefinition) > 0 { // no part of GraphQL
			return "", false
		}
		sortDirectives(f.Directives)
		f.SelectionSet = normalSet(f.SelectionSet)
	}
	var printed strings.Builder
	formatter.NewFormatter(&printed, formatter.WithoutDescription(), formatter.WithIndent("")).
		FormatQueryDocument(document)
	return printed.String(), true
}

// normalSet sorts a selection set, and drops each plain `__typename` unless nothing would be left.
func normalSet(set ast.SelectionSet) ast.SelectionSet {
	if len(set) == 0 {
		return set
	}
	kept := make(ast.SelectionSet, 0, len(set))
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if isTypename(s) {
				continue
			}
			sortArguments(s.Arguments)
			sortDirectives(s.Directives)
			s.SelectionSet = normalSet(s.SelectionSet)
		case *ast.InlineFragment:
			sortDirectives(s.Directives)
			s.SelectionSet = normalSet(s.SelectionSet)
		case *ast.FragmentSpread:
			sortDirectives(s.Directives)
		}
		kept = append(kept, selection)
	}
	if len(kept) == 0 {
		return set[:1]
	}
	slices.SortStableFunc(kept, func(a, b ast.Selection) int { return cmp.Compare(selectionName(a), selectionName(b)) })
	return kept
}

func isTypename(f *ast.Field) bool {
	return f.Name == "__typename" && f.Alias == f.Name && len(f.Arguments) == 0 && len(f.Directives) == 0 &&
		len(f.SelectionSet) == 0
}

// selectionName orders fields before spreads before inline fragments. Those of one name keep their order.
func selectionName(selection ast.Selection) string {
	switch s := selection.(type) {
	case *ast.Field:
		return "1" + s.Alias
	case *ast.FragmentSpread:
		return "2" + s.Name
	case *ast.InlineFragment:
		return "3" + s.TypeCondition
	}
	return ""
}

func sortArguments(arguments ast.ArgumentList) {
	slices.SortStableFunc(arguments, func(a, b *ast.Argument) int { return cmp.Compare(a.Name, b.Name) })
}

// sortDirectives may change the order of directives: those that a document can have here, @skip and @include, don't
// depend on it.
func sortDirectives(directives ast.DirectiveList) {
	for _, d := range directives {
		sortArguments(d.Arguments)
	}
	slices.SortStableFunc(directives, func(a, b *ast.Directive) int { return cmp.Compare(a.Name, b.Name) })
}
