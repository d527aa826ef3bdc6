package app_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/server/app"
)

const key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// configure sets the environment to a valid configuration with the given changes; a change to `-` unsets.
func configure(t *testing.T, changes map[string]string) {
	t.Helper()
	settings := map[string]string{
		"PUBLIC_URL": "https://vote.example.com", "COGNITO_USER_POOL_ID": "eu-west-1_AbCdEfGhI", "COGNITO_CLIENT_ID": "client",
		"SESSION_KEYS": key, "ALLOWED_EMAIL_DOMAINS": "example.com",
	}
	for _, name := range variables(t) {
		if _, needed := settings[name]; !needed {
			settings[name] = "-"
		}
	}
	for name, value := range changes {
		settings[name] = value
	}
	for name, value := range settings {
		t.Setenv(name, value)
		if value == "-" {
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// variables are those that the help lists.
func variables(t *testing.T) []string {
	t.Helper()
	names := regexp.MustCompile(`(?m)^  ([A-Z_]+) `).FindAllStringSubmatch(app.Help(), -1)
	if len(names) < 10 {
		t.Fatalf("help lists %d variables:\n%s", len(names), app.Help())
	}
	result := make([]string, 0, len(names))
	for _, match := range names {
		result = append(result, match[1])
	}
	return result
}

func TestAMinimalConfigurationDerivesTheRest(t *testing.T) {
	configure(t, nil)
	c, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	if c.Issuer != "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI" || c.JWKSURL != c.Issuer+"/.well-known/jwks.json" {
		t.Errorf("issuer %s, keys at %s", c.Issuer, c.JWKSURL)
	}
	if *c.Playground || c.ListenAddr != ":8080" || c.TableName != "unicorn-pursuit" || c.ClientSecret != "" {
		t.Errorf("%+v", c)
	}
}

func TestThePlaygroundIsOffInProductionUnlessAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		changes map[string]string
		want    bool
	}{
		"production":              {nil, false},
		"development":             {map[string]string{"ENVIRONMENT": "development"}, true},
		"production, requested":   {map[string]string{"PLAYGROUND": "true"}, true},
		"development, turned off": {map[string]string{"ENVIRONMENT": "development", "PLAYGROUND": "false"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			configure(t, c.changes)
			config, err := app.ParseConfig()
			if err != nil || *config.Playground != c.want {
				t.Errorf("%v, playground %t", err, *config.Playground)
			}
		})
	}
}

func TestEachBadValueIsReportedByItsName(t *testing.T) {
	cases := map[string][]string{
		"PUBLIC_URL":              {"-", "", "vote.example.com", "ftp://vote.example.com", "https://vote.example.com/app", "http://vote.example.com", "https://user@vote.example.com"},
		"ENVIRONMENT":             {"staging"},
		"COGNITO_USER_POOL_ID":    {"-", "", "nonsense"},
		"COGNITO_CLIENT_ID":       {"-", ""},
		"SESSION_KEYS":            {"-", "", "short", key + ",short"},
		"AUDIT_RETENTION":         {"0s", "1h", "forever"},
		"SESSION_LIFETIME":        {"0s", "1s", "forever"},
		"CHALLENGE_LIFETIME":      {"0s", "2m59s", "15m1s", "long"},
		"ALLOWED_EMAIL_DOMAINS":   {"-", "", "example", "example.com,*.", "*@example.com", "a@b.com"},
		"ALLOWED_PHONE_COUNTRIES": {"UK", "GB,", "+44", "*"},
		"TRUSTED_PROXIES":         {"proxy", "10.0.0.0/33", "10.0.0.0/8,", "10.0.0.1, ,10.0.0.2", "fe80::1%eth0", "::ffff:10.0.0.0/8"},
		"ALLOWED_ORIGINS":         {"*", "null", "https://a.example.com,", "https://a.example.com/,https://b.example.com", "http://app.example.com"},
		"LOG_LEVEL":               {"LOUD"},
		"ORIGIN_SECRET":           {"short"},
		"SHUTDOWN_DELAY":          {"-1s", "soon"},
		"SHUTDOWN_TIMEOUT":        {"0s", "19s", "-30s", "never"},
		"HSTS_INCLUDE_SUBDOMAINS": {"perhaps"},
		"HIDE_ACCOUNTS":           {"perhaps"},
		"SUBADDRESS_SEPARATORS":   {".", "+.", "a", "OFF", "+ "},
		"PLAYGROUND":              {"perhaps"},
	}
	for name, values := range cases {
		for _, value := range values {
			t.Run(name+"="+value, func(t *testing.T) {
				configure(t, map[string]string{name: value})
				_, err := app.ParseConfig()
				if err == nil {
					t.Fatal("accepted")
				}
				if lines := strings.Split(err.Error(), "\n"); len(lines) != 1 || !strings.Contains(lines[0], name) {
					t.Errorf("reported as %q", err)
				}
				if strings.Contains(err.Error(), key) {
					t.Errorf("the message holds the key: %v", err)
				}
			})
		}
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	configure(t, map[string]string{"PUBLIC_URL": "-", "COGNITO_CLIENT_ID": "-", "SESSION_KEYS": "x", "TRUSTED_PROXIES": "y", "LOG_LEVEL": "LOUD"})
	_, err := app.ParseConfig()
	if err == nil {
		t.Fatal("accepted")
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 5 {
		t.Errorf("%d problems reported:\n%v", len(lines), err)
	}
}

func TestThePageOfSettingsListsEveryVariable(t *testing.T) {
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range variables(t) {
		if !strings.Contains(string(page), "| `"+name+"` |") {
			t.Errorf("docs/configuration.md has no row for %s", name)
		}
	}
}

// readsEnvironment finds code that reads a variable, with the variable's name if it is a literal.
var readsEnvironment = regexp.MustCompile(`os\.(?:Getenv|LookupEnv)\((?:"([A-Z_]+)")?`)

// A variable that is read anywhere else than by Config is missing from the help, and is not checked with the others.
func TestOnlyConfigReadsTheServersVariables(t *testing.T) {
	own := map[string]bool{ // commands with variables of their own, and one with those of Go's runtime
		"server/local/main.go": true, "server/lambda/presignup/main.go": true, "server/lambda/postconfirmation/main.go": true,
		"server/memory.go": true,
	}
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, folder := range []string{"server", "internal", "graph", "web"} {
		for _, file := range goFiles(t, folder) {
			source, err := os.ReadFile("../../" + file)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range readsEnvironment.FindAllStringSubmatch(string(source), -1) {
				read++
				if !own[file] {
					t.Errorf("%s reads %q: make it a field of Config", file, match[1])
				}
				if match[1] != "" && !strings.Contains(string(page), "| `"+match[1]+"` |") {
					t.Errorf("docs/configuration.md has no row for %s of %s", match[1], file)
				}
			}
		}
	}
	if read == 0 {
		t.Error("nothing reads a variable: the pattern is wrong")
	}
}

// goFiles are the product's Go files below a folder of the repository, without tests.
func goFiles(t *testing.T, folder string) (files []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("../.."), folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Name() == "node_modules" {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
