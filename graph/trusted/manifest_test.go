package trusted_test

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
)

func ofSHA256(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}

func ofMD5(text string) string {
	hash := md5.Sum([]byte(text))
	return hex.EncodeToString(hash[:])
}

// testdata has the output of the tools for the same query, mutation and fragment; its README says which versions, and
// how to make it again.
func TestReadsTheManifestsOfBuildTools(t *testing.T) {
	for file, id := range map[string]func(text string) string{
		"apollo.json":        ofSHA256,
		"client-preset.json": func(text string) string { return "sha256:" + ofSHA256(text) },
		"gql-tada.json":      func(text string) string { return "sha256:" + ofSHA256(text) },
		"relay.json":         ofMD5,
	} {
		manifests, problems := trusted.Read(filepath.Join("testdata", file))
		if len(problems) > 0 || len(manifests) != 1 || len(manifests[0].Documents) != 2 {
			t.Fatalf("%s: %+v, %v", file, manifests, problems)
		}
		if problems := manifests[0].Check(graph.CheckDocument); len(problems) > 0 {
			t.Errorf("%s: %v", file, problems)
		}
		set := newSet(t, manifests...)
		for _, d := range manifests[0].Documents {
			if d.ID != id(d.Text) {
				t.Errorf("%s: the id %s is not that of\n%s", file, d.ID, d.Text)
			}
			for _, name := range []string{d.ID, strings.TrimPrefix(d.ID, "sha256:"), "sha256:" + ofSHA256(d.Text)} {
				if text, known := set.ByID(name); !known || text != d.Text {
					t.Errorf("%s: %s is unknown", file, name)
				}
			}
		}
	}
}

// Each tool prints the document in its own way; the server understands all of them.
func TestAManifestOfOneToolKnowsTheTextsOfAnother(t *testing.T) {
	read := func(file string) []trusted.Manifest {
		manifests, problems := trusted.Read(filepath.Join("testdata", file))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return manifests
	}
	tools := []string{"apollo.json", "client-preset.json", "gql-tada.json"} // Relay selects ids of its own accord
	for _, of := range tools {
		set := newSet(t, read(of)...)
		for _, other := range tools {
			for _, d := range read(other)[0].Documents {
				if !set.Has(d.Text) {
					t.Errorf("%s does not know, of %s,\n%s", of, other, d.Text)
				}
			}
		}
	}
}

func TestReadsTheFilesOfAFolder(t *testing.T) {
	manifests, problems := trusted.Read("testdata")
	if len(problems) > 0 || len(manifests) != 4 { // its README is none
		t.Fatalf("%d manifests, %v", len(manifests), problems)
	}
	newSet(t, manifests...)
}

func TestEveryProblemOfAManifestIsNamed(t *testing.T) {
	for content, want := range map[string][]string{
		`{}`:                           nil,
		`{"a": "{ viewer { id } }"}`:   nil,
		"\ufeff{}":                     nil, // as some editors begin a file
		``:                             {"must be a JSON object\nEOF"},
		`[]`:                           {"must be a JSON object"},
		`{"a": "{ viewer { id } }"} x`: {"must end behind the JSON object"},
		`{"a": "{ viewer { id } }"`:    {"EOF"},
		`{"a": 1, "b": "{ viewer { id } }", "c": null}`:                                 {"a: must be the text of a document", "c: must be the text of a document"},
		`{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}`: {`format "apollo-persisted-query-manifest", version 2: only version 1 of "apollo-persisted-query-manifest" is known`},
		`{"operations": [1]}`: {"operations: json: cannot unmarshal number into Go value of type "},
		// The schema does not decide the form of a manifest, but its content.
		`{"a": "{ viewer { shoeSize } }", "b": "{"}`: {
			`manifest.json: a: line 1: Cannot query field "shoeSize" on type "Viewer".`, "manifest.json: b: line 1: Expected Name, found <EOF>",
		},
		`{"operations": [{"name": "Shoes", "body": "query Shoes { viewer { shoeSize } }"}, {"id": "b"}, {}]}`: {
			`manifest.json: Shoes: line 1: Cannot query field "shoeSize"`, "manifest.json: b: the document has no operation", "manifest.json: entry 3: the document has no operation",
		},
	} {
		m, problems := trusted.Parse("manifest.json", []byte(content))
		problems = append(problems, m.Check(graph.CheckDocument)...)
		if !slices.EqualFunc(problems, want, func(got error, want string) bool { return strings.HasPrefix(got.Error(), want) }) {
			t.Errorf("%s: %v, want %v", content, problems, want)
		}
	}
}

func TestAProblemNamesItsFile(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, problems := trusted.Read(folder); len(problems) != 1 || !strings.Contains(problems[0].Error(), folder+": no .json file") {
		t.Errorf("an empty folder: %v", problems)
	}
	if _, problems := trusted.Read(filepath.Join(folder, "none.json")); len(problems) != 1 || !strings.Contains(problems[0].Error(), "none.json") {
		t.Errorf("no such file: %v", problems)
	}
	write("a.json", `{"x": 1}`)
	write("b.json", `[]`)
	write("c.json", `{"y": "{ viewer { id } }"}`)
	write("d.txt", `[]`)
	write(".e.json", `[]`)
	manifests, problems := trusted.Read(folder)
	want := []string{filepath.Join(folder, "a.json") + ": x: must be the text", filepath.Join(folder, "b.json") + ": must be a JSON object"}
	if !slices.EqualFunc(problems, want, func(got error, want string) bool { return strings.HasPrefix(got.Error(), want) }) || len(manifests) != 3 {
		t.Errorf("%v, want %v", problems, want)
	}
}

func TestDocumentsThatTheSchemaHasOutgrownAreLeftOut(t *testing.T) {
	all := trusted.FromMap("the app", map[string]string{
		"kept": "{ viewer { id } }", "outgrown": "mutation { startTotpSetup { setup { secret qrCode } } }",
	})
	left := all.Passing(graph.CheckDocument)
	if len(left.Documents) != 1 || left.Documents[0].ID != "kept" || len(all.Documents) != 2 {
		t.Errorf("%v of %v", left, all)
	}
}
