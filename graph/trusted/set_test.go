package trusted_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	shipped "github.com/unicornpursuit/unicornpursuit/client/documents"
	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
)

const board = `query Board($first: Int! = 3, $after: Cursor) {
  leaderboard(first: $first) { totalVotes entries { rank project { ...Pitch } } }
}

fragment Pitch on Project { id title owner { name } }`

func newSet(t *testing.T, manifests ...trusted.Manifest) *trusted.Set {
	t.Helper()
	set, err := trusted.NewSet(500, manifests...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestATextIsTrustedHoweverItIsPrinted(t *testing.T) {
	set := newSet(t, trusted.FromMap("test", map[string]string{"board": board}))
	for name, text := range map[string]string{
		"as it is":              board,
		"with __typename":       strings.NewReplacer("rank", "rank __typename", "{ name }", "{ name __typename }", "totalVotes", "__typename totalVotes").Replace(board),
		"in another order":      "fragment Pitch on Project{owner{name} title,id} query Board($after:Cursor $first:Int!=3){leaderboard(first:$first){entries{project{...Pitch} rank} totalVotes}}",
		"with comments":         "# the standings\n" + strings.ReplaceAll(board, "rank", "rank # from 1\n"),
		"described":             "\"\"\"The standings.\"\"\"\n" + board,
		"under its own alias":   strings.ReplaceAll(board, "title", "title: title"),
		"__typename repeatedly": strings.ReplaceAll(board, "rank", "__typename rank __typename"),
	} {
		for range 2 { // the second time, the text is remembered
			if !set.Has(text) {
				t.Errorf("%s is not trusted:\n%s", name, text)
			}
		}
	}
}

func TestATextThatAsksForSomethingElseIsNotTrusted(t *testing.T) {
	set := newSet(t, trusted.FromMap("test", map[string]string{"board": board}))
	for name, change := range map[string][2]string{
		"another field":           {"rank", "rank points"},
		"another alias":           {"rank", "place: rank"},
		"a field fewer":           {"totalVotes", ""},
		"a field twice":           {"totalVotes", "totalVotes totalVotes"},
		"another argument":        {"(first: $first)", "(first: 100)"},
		"no argument":             {"(first: $first)", ""},
		"another default":         {"= 3", "= 4"},
		"no default":              {"= 3", ""},
		"another type":            {"Int!", "Int"},
		"another variable":        {"$after: Cursor", "$before: Cursor"},
		"a directive":             {"totalVotes", "totalVotes @skip(if: true)"},
		"a directive of a spread": {"...Pitch", "...Pitch @include(if: false)"},
		"of the operation":        {") {", ") @live {"},
		"of a variable":           {"= 3", "= 3 @deprecated"},
		"of the fragment":         {"on Project", "on Project @live"},
		"of __typename":           {"rank", "rank __typename @skip(if: false)"},
		"__typename by an alias":  {"rank", "rank kind: __typename"},
		"another operation name":  {"query Board", "query Standings"},
		"another kind":            {"query Board", "subscription Board"},
		"another condition":       {"on Project", "on ProjectOwner"},
		"an inline fragment":      {"...Pitch", "... on Project { id title owner { name } }"},
		"another fragment":        {"fragment Pitch", "fragment Other on Project { id } fragment Pitch"},
		"another operation":       {"query Board", "query Other { viewer { id } } query Board"},
		"no GraphQL":              {"{ name }", "{ name"},
		"too many tokens":         {"rank", "rank" + strings.Repeat(" __typename", 500)},
	} {
		if text := strings.Replace(board, change[0], change[1], 1); text == board || set.Has(text) {
			t.Errorf("%s is trusted:\n%s", name, text)
		}
	}
	for _, text := range []string{"", "{ __typename }", "{ viewer { id } }", "{ leaderboard { __typename } }"} {
		if set.Has(text) {
			t.Errorf("%q is trusted", text)
		}
	}
}

// A selection of only __typename still asks for something.
func TestTypenameAloneIsKept(t *testing.T) {
	set := newSet(t, trusted.FromMap("test", map[string]string{"1": "{ viewer { __typename } }", "2": "{ __typename }"}))
	for text, want := range map[string]bool{
		"query { viewer { __typename } }": true, "{__typename}": true, "{ viewer { id } }": false, "{ viewer }": false, "{ leaderboard { __typename } }": false,
	} {
		if set.Has(text) != want {
			t.Errorf("%s: trusted %t", text, !want)
		}
	}
}

func TestADocumentIsFoundByItsIDAndByItsHash(t *testing.T) {
	digest := sha256.Sum256([]byte(board))
	hash := hex.EncodeToString(digest[:])
	set := newSet(t, trusted.FromMap("test", map[string]string{"sha256:1a2b": board, "3c4d": "{ viewer { id } }"}))
	for id, want := range map[string]string{
		"sha256:1a2b": board, "1a2b": board, "3c4d": "{ viewer { id } }", "sha256:3c4d": "{ viewer { id } }", hash: board, "sha256:" + hash: board,
		"": "", "sha256:": "", "ffff": "", "sha512:1a2b": "", "1A2B": "", "sha256:sha256:1a2b": "",
	} {
		if text, known := set.ByID(id); text != want || known != (want != "") {
			t.Errorf("%q: %q, %t", id, text, known)
		}
	}
}

func TestOneIDForTwoDocumentsIsAnError(t *testing.T) {
	one := trusted.FromMap("one.json", map[string]string{"sha256:1a2b": board})
	if _, err := trusted.NewSet(500, one, trusted.FromMap("two.json", map[string]string{"1a2b": board})); err != nil {
		t.Errorf("the same document: %v", err)
	}
	_, err := trusted.NewSet(500, one, trusted.FromMap("two.json", map[string]string{"1a2b": "{ viewer { id } }"}))
	if err == nil || err.Error() != "two.json: 1a2b: another document has this id, in one.json" {
		t.Errorf("another document: %v", err)
	}
	unnamed := trusted.Manifest{Documents: []trusted.Document{{Text: board}, {Text: "{ viewer { id } }"}}}
	if _, err := trusted.NewSet(500, unnamed); err != nil {
		t.Errorf("documents without an id: %v", err)
	}
}

func TestKnowsTheShippedClient(t *testing.T) {
	manifest, problems := trusted.Parse("the Go client", shipped.Manifest)
	if len(problems) > 0 || len(manifest.Documents) < 20 {
		t.Fatalf("%d documents, %v", len(manifest.Documents), problems)
	}
	set := newSet(t, manifest)
	for _, d := range manifest.Documents {
		if d.Name == "" || d.ID != "" || !strings.Contains(d.Text, d.Name) || !set.Has(d.Text) {
			t.Errorf("%+v", d)
		}
	}
}

// What is answered often costs a look-up, in whatever print it comes.
func TestAWarmDocumentAllocatesNothing(t *testing.T) {
	set := newSet(t, trusted.FromMap("test", map[string]string{"board": board}))
	variant := strings.ReplaceAll(board, "rank", "rank __typename")
	for _, text := range []string{board, variant} {
		if allocations := testing.AllocsPerRun(100, func() { set.Has(text) }); allocations > 0 {
			t.Errorf("%v allocations", allocations)
		}
	}
}
