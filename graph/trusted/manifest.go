package trusted

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
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
	// ID is what clients name the document by; it is empty if they send only its text.
	ID string
	// Name is that of the operation, for messages; it may be empty.
	Name string
	Text string
}

// FromMap returns the manifest of documents by their ids.
func FromMap(source string, byID map[string]string) Manifest {
	m := Manifest{Source: source}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		m.Documents = append(m.Documents, Document{ID: id, Text: byID[id]})
	}
	return m
}

// apolloFormat is the name that Apollo's manifests give their format.
const apolloFormat = "apollo-persisted-query-manifest"

// Read reads the manifest in a file, or those in the .json files of a folder. Each problem names its file, and its
// entry if it has one.
func Read(path string) (manifests []Manifest, problems []error) {
	files, err := filesAt(path)
	if err != nil {
		return nil, []error{err}
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		manifest, faults := Parse(file, content)
		for _, fault := range faults {
			problems = append(problems, fmt.Errorf("%s: %w", file, fault))
		}
		manifests = append(manifests, manifest)
	}
	return manifests, problems
}

func filesAt(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, err
	}
	entries, err := os.ReadDir(path)
	var files []string
	for _, entry := range entries {
		if name := entry.Name(); filepath.Ext(name) == ".json" && name[0] != '.' {
			files = append(files, filepath.Join(path, name))
		}
	}
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: no .json file in the folder", path)
	}
	return files, err
}

// Parse reads a manifest. It takes a JSON object with the documents by their ids, as GraphQL Code Generator's client
// preset, the Relay compiler and gql.tada write it, Apollo's manifest of persisted queries, and what genqlient exports.
func Parse(source string, content []byte) (m Manifest, problems []error) {
	m.Source = source
	fields, err := objectOf(content)
	if err != nil {
		return m, []error{err}
	}
	if operations, ok := valueOf(fields, "operations"); ok && operations[0] == '[' {
		if m.Documents, err = parseOperations(fields, operations); err != nil {
			problems = append(problems, err)
		}
		return m, problems
	}
	for _, f := range fields {
		d := Document{ID: f.name}
		if f.value[0] != '"' || json.Unmarshal(f.value, &d.Text) != nil {
			problems = append(problems, fmt.Errorf("%s: must be the text of a document", f.name))
			continue
		}
		m.Documents = append(m.Documents, d)
	}
	return m, problems
}

// Check applies a rule to each document. Each problem names the source and the entry.
func (m Manifest) Check(rule func(text string) error) (problems []error) {
	for i, d := range m.Documents {
		if err := rule(d.Text); err != nil {
			problems = append(
				problems,
				fmt.Errorf("%s: %s: %w", m.Source, cmp.Or(d.Name, d.ID, fmt.Sprintf("entry %d", i+1)), err),
			)
		}
	}
	return problems
}

// Passing returns the manifest with only those documents that satisfy a rule.
func (m Manifest) Passing(rule func(text string) error) Manifest {
	m.Documents = slices.DeleteFunc(slices.Clone(m.Documents), func(d Document) bool { return rule(d.Text) != nil })
	return m
}

// parseOperations reads the list of Apollo's manifest, or of genqlient's.
func parseOperations(fields []field, list json.RawMessage) ([]Document, error) {
	if format, ok := valueOf(fields, "format"); ok {
		if version, _ := valueOf(fields, "version"); string(format) != `"`+apolloFormat+`"` || string(version) != "1" {
			return nil, fmt.Errorf("format %s, version %s: only version 1 of %q is known", format, version, apolloFormat)
		}
	}
	var operations []struct {
		ID, Name, Body       string // Apollo's
		OperationName, Query string // genqlient's
	}
	if err := json.Unmarshal(list, &operations); err != nil {
		return nil, fmt.Errorf("operations: %w", err)
	}
	documents := make([]Document, len(operations))
	for i, o := range operations {
		documents[i] = Document{ID: o.ID, Name: cmp.Or(o.Name, o.OperationName), Text: cmp.Or(o.Body, o.Query)}
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

// objectOf reads a JSON object. A map would lose the order, and an id that occurs twice.
func objectOf(content []byte) (fields []field, err error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // some editors put this at the beginning of a file
	decoder := json.NewDecoder(bytes.NewReader(content))
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil, errors.Join(errors.New("must be a JSON object"), err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		f := field{name: name.(string)} // the decoder accepts nothing else as a name
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
