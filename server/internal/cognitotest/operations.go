package cognitotest

// operations are all that the stand-in knows; doc.go lists them for readers.
var operations = func() map[string]operation {
	all := map[string]operation{}
	add := func(name string, do operation) { all[name] = do }
	add(operate("SignUp", (*Server).signUp))
	add(operate("ConfirmSignUp", (*Server).confirmSignUp))
	add(operate("ResendConfirmationCode", (*Server).resendConfirmationCode))
	add(operate("InitiateAuth", (*Server).initiateAuth))
	add(operate("GetTokensFromRefreshToken", (*Server).getTokensFromRefreshToken))
	add(operate("RevokeToken", (*Server).revokeToken))
	add(operate("GlobalSignOut", (*Server).globalSignOut))
	add(operate("GetUser", (*Server).getUser))
	return all
}()
