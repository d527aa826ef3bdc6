package cognitotest

// visitor is what clients report about the person who uses them. AWS uses it for
// threat protection and for campaigns, and ignores it in a pool without either.
type visitor struct {
	UserContextData   *struct{ IpAddress, EncodedData string }
	AnalyticsMetadata *struct{ AnalyticsEndpointId string }
}

// noForce refuses ForceAliasCreation, which takes an alias from another user: in pools
// that sign in by email no user has one. It accepts false, which changes nothing.
func noForce(force bool) error {
	if force {
		return refuse("UnimplementedParameterException", "cognitotest does not implement ForceAliasCreation true")
	}
	return nil
}
