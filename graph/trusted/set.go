// Package trusted knows the documents that clients may always send: those of the product's own clients, and those that
// an operator adds with the manifests that build tools write. It decides neither which clients are limited to them nor
// what a document may ask for.
package trusted

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"maps"
	"strings"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
)

// keptVariants bounds how many texts are remembered that are equivalent to a document of a manifest; each has a few
// kilobytes at most.
const keptVariants = 512

// Set is the documents of all manifests. It is safe for concurrent use.
type Set struct {
	byID     map[string]Document
	texts    map[string]struct{}
	normal   func() map[string]struct{} // made when a text is first compared: most clients send what is in a manifest
	variants *lru.Cache[string, struct{}]
	// maxTokens is the most tokens of a text outside the manifests that is still compared.
	maxTokens int
}

// NewSet joins manifests. A text that is not in them is compared if it has at most maxTokens lexical tokens. Two
// documents with one id are an error.
func NewSet(maxTokens int, manifests ...Manifest) (*Set, error) {
	variants, err := lru.New[string, struct{}](keptVariants)
	if err != nil {
		return nil, err
	}
	s := &Set{byID: map[string]Document{}, texts: map[string]struct{}{}, variants: variants, maxTokens: maxTokens}
	s.normal = sync.OnceValue(s.normalForms)
	var problems []error
	sources := map[string]string{}
	for _, m := range manifests {
		for _, d := range m.Documents {
			id := key(d.ID)
			if other, taken := s.byID[id]; taken && id != "" && other.Text != d.Text {
				problems = append(problems, fmt.Errorf("%s: %s: another document has this id, in %s", m.Source, d.ID, sources[id]))
			}
			sources[id] = m.Source
			s.byID[id] = d
			s.texts[d.Text] = struct{}{}
		}
	}
	delete(s.byID, "")
	// The hash of its text finds the document too, whatever its manifest calls it.
	for text := range s.texts {
		hash := sha256.Sum256([]byte(text))
		id := hex.EncodeToString(hash[:])
		if _, taken := s.byID[id]; !taken {
			s.byID[id] = Document{ID: id, Text: text}
		}
	}
	return s, errors.Join(problems...)
}

func (s *Set) normalForms() map[string]struct{} {
	forms := make(map[string]struct{}, len(s.texts))
	for text := range s.texts {
		if form, ok := normalForm(text, s.maxTokens); ok {
			forms[form] = struct{}{}
		}
	}
	return forms
}

// key returns an id without the prefix that some tools put before a hash and some clients send.
func key(id string) string { return strings.TrimPrefix(id, "sha256:") }

// ByID returns the text of the document that clients name by id, which may begin with `sha256:` or not.
func (s *Set) ByID(id string) (text string, known bool) {
	d, known := s.byID[key(id)]
	return d.Text, known
}

// Texts returns the texts of the documents.
func (s *Set) Texts() iter.Seq[string] { return maps.Keys(s.texts) }

// Has reports whether a text is that of a document of the set, or equivalent to one: the order of fields, arguments and
// fragments, white space and comments don't matter, and neither does `__typename`, which caching clients add
// everywhere.
func (s *Set) Has(text string) bool {
	if _, known := s.texts[text]; known {
		return true
	}
	if _, known := s.variants.Get(text); known {
		return true
	}
	form, ok := normalForm(text, s.maxTokens)
	if !ok {
		return false
	}
	if _, known := s.normal()[form]; !known {
		return false
	}
	s.variants.Add(text, struct{}{})
	return true
}
