package trusted

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Manifest is a list of documents from one source.
type Manifest struct {
	// Source is where the list comes from, for messages: a file, or the name of a client.
	Source    string
	Documents []Document
}

// Document is a document as a client names it or sends it.
type Document struct {
	// ID is what clients name the document by; it is empty where they send its text only.
	ID string
	// Name is that of the operation, for messages; it may be empty.
	Name string
	Text string
}

// label is how messages call the document.
func (d Document) label() string {
	if d.Name != "" {
		return d.Name
	}
	return d.ID
}

// FromMap returns the manifest of documents by their ids.
func FromMap(source string, byID map[string]string) Manifest {
	m := Manifest{Source: source}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		m.Documents = append(m.Documents, Document{ID: id, Text: byID[id]})
	}
	return m
}

// apolloFormat is what a manifest of Apollo's says of itself.
const apolloFormat = "apollo-persisted-query-manifest"

// Parse reads a manifest. It takes a JSON object with the documents by their ids, as GraphQL Code Generator's client preset, the Relay
// compiler and gql.tada write it, Apollo's manifest of persisted queries, and what genqlient exports.
func Parse(source string, content []byte) (Manifest, error) {
	manifest := Manifest{Source: source}
	fields, err := objectOf(content)
	if err != nil {
		return manifest, err
	}
	if operations, ok := valueOf(fields, "operations"); ok && operations[0] == '[' {
		manifest.Documents, err = parseOperations(fields, operations)
		return manifest, err
	}
	var problems []error
	for _, f := range fields {
		d := Document{ID: f.name}
		if json.Unmarshal(f.value, &d.Text) != nil || f.value[0] != '"' {
			problems = append(problems, fmt.Errorf("%s: must be the text of a document", f.name))
			continue
		}
		manifest.Documents = append(manifest.Documents, d)
	}
	return manifest, errors.Join(problems...)
}

// parseOperations reads the list of Apollo's manifest, or of genqlient's.
func parseOperations(fields []field, list json.RawMessage) ([]Document, error) {
	if format, ok := valueOf(fields, "format"); ok {
		if version, _ := valueOf(fields, "version"); string(format) != `"`+apolloFormat+`"` || string(version) != "1" {
			return nil, fmt.Errorf("format %s, version %s: only version 1 of %s is known", format, version, apolloFormat)
		}
	}
	var operations []struct {
		ID, Name, Body       string // Apollo's
		OperationName, Query string // genqlient's
	}
	if err := json.Unmarshal(list, &operations); err != nil {
		return nil, err
	}
	documents := make([]Document, len(operations))
	for i, o := range operations {
		documents[i] = Document{ID: o.ID, Name: o.Name + o.OperationName, Text: o.Body + o.Query}
	}
	return documents, nil
}

// field is a member of a JSON object.
type field struct {
	name  string
	value json.RawMessage
}

func valueOf(fields []field, name string) (json.RawMessage, bool) {
	for _, f := range fields {
		if f.name == name {
			return f.value, true
		}
	}
	return nil, false
}

// objectOf reads a JSON object. A map would lose the order, and an id that is there twice.
func objectOf(content []byte) (fields []field, err error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil, errors.Join(errors.New("must be a JSON object"), err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		f := field{name: name.(string)} // the decoder takes nothing else for a name
		if err := decoder.Decode(&f.value); err != nil {
			return nil, err
		}
		fields = append(fields, f)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("must end behind the JSON object")
	}
	return fields, nil
}
