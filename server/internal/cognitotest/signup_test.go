package cognitotest_test

import (
	"testing"
)

func TestMainJobFromSignUpToGetUser(t *testing.T) {
	f := setup(t)
	signed := f.signUp(testEmail)
	if err := f.confirm(testEmail, f.lastCode()); err != nil {
		t.Fatal(err)
	}
	tokens := f.signIn("ada.lovelace@EXAMPLE.com")
	if *tokens.TokenType != "Bearer" || tokens.ExpiresIn != 3600 {
		t.Errorf("token type %q, expires in %d", *tokens.TokenType, tokens.ExpiresIn)
	}
	user := must(f.getUser(*tokens.AccessToken))(t)
	if *user.Username != *signed.UserSub {
		t.Errorf("username %q, want the sub %q", *user.Username, *signed.UserSub)
	}
	got := attributeMap(user.UserAttributes)
	for name, want := range map[string]string{
		"sub": *signed.UserSub, "email": testEmail, "name": "Ada Lovelace",
		"phone_number": testPhone, "phone_number_verified": "true",
	} {
		if got[name] != want {
			t.Errorf("attribute %s = %q, want %q", name, got[name], want)
		}
	}
}
