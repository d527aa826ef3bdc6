package cognitotest

import (
	"maps"
	"slices"
)

// Operations lists the names of all implemented operations, in alphabetical order.
func Operations() []string { return slices.Sorted(maps.Keys(operations)) }

// operations are those that the stand-in implements; doc.go lists them for readers.
var operations = func() map[string]operation {
	all := map[string]operation{}
	add := func(name string, do operation) { all[name] = do }
	add(operate("SignUp", (*Server).signUp))
	add(operate("ConfirmSignUp", (*Server).confirmSignUp))
	add(operate("ResendConfirmationCode", (*Server).resendConfirmationCode))
	add(operate("InitiateAuth", (*Server).initiateAuth))
	add(operate("RespondToAuthChallenge", (*Server).respondToAuthChallenge))
	add(operate("ForgotPassword", (*Server).forgotPassword))
	add(operate("ConfirmForgotPassword", (*Server).confirmForgotPassword))
	add(operate("ChangePassword", (*Server).changePassword))
	add(operate("AssociateSoftwareToken", (*Server).associateSoftwareToken))
	add(operate("VerifySoftwareToken", (*Server).verifySoftwareToken))
	add(operate("SetUserMFAPreference", (*Server).setUserMFAPreference))
	add(operate("UpdateUserAttributes", (*Server).updateUserAttributes))
	add(operate("GetUserAttributeVerificationCode", (*Server).getUserAttributeVerificationCode))
	add(operate("VerifyUserAttribute", (*Server).verifyUserAttribute))
	add(operate("DeleteUser", (*Server).deleteSelf))
	add(operate("GetTokensFromRefreshToken", (*Server).getTokensFromRefreshToken))
	add(operate("RevokeToken", (*Server).revokeToken))
	add(operate("GlobalSignOut", (*Server).globalSignOut))
	add(operate("GetUser", (*Server).getUser))
	add(operate("AdminGetUser", (*Server).adminGetUser))
	add(operate("AdminCreateUser", (*Server).adminCreateUser))
	add(operate("AdminSetUserPassword", (*Server).adminSetUserPassword))
	add(operate("AdminDisableUser", (*Server).adminDisableUser))
	add(operate("AdminEnableUser", (*Server).adminEnableUser))
	add(operate("AdminDeleteUser", (*Server).adminDeleteUser))
	add(operate("AdminResetUserPassword", (*Server).adminResetUserPassword))
	add(operate("AdminUpdateUserAttributes", (*Server).adminUpdateUserAttributes))
	add(operate("AdminSetUserMFAPreference", (*Server).adminSetUserMFAPreference))
	add(operate("AdminUserGlobalSignOut", (*Server).adminUserGlobalSignOut))
	add(operate("AdminAddUserToGroup", (*Server).adminAddUserToGroup))
	add(operate("AdminRemoveUserFromGroup", (*Server).adminRemoveUserFromGroup))
	add(operate("ListUsers", (*Server).listUsers))
	add(operate("ListUsersInGroup", (*Server).listUsersInGroup))
	add(operate("AdminListGroupsForUser", (*Server).adminListGroupsForUser))
	add(operate("CreateGroup", (*Server).createGroup))
	add(operate("GetUserPoolMfaConfig", (*Server).getUserPoolMfaConfig))
	add(operate("DescribeUserPool", (*Server).describeUserPool))
	add(operate("DescribeUserPoolClient", (*Server).describeUserPoolClient))
	return all
}()
