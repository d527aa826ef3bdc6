package graph

import (
	"github.com/unicornpursuit/unicornpursuit/graph/selection"
	"github.com/unicornpursuit/unicornpursuit/graph/writers"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Objects are the object types of the schema as compiled selections write them. Most fields of a viewer come from
// Cognito in one call, whose result is cached: then they wait for nothing, and need not run side by side.
func (r *Resolver) Objects() selection.Objects {
	objects := writers.Objects(r)
	viewer := objects["Viewer"]
	viewer.Ready = selection.Ready{
		Fields: []string{"email", "emailVerified", "name", "phoneNumber", "phoneNumberVerified", "mfa"}, Now: r.identityKnown,
	}
	objects["Viewer"] = viewer
	return objects
}

// identityKnown reports whether the fields of a viewer that Cognito knows need no call.
func (r *Resolver) identityKnown(viewer any) bool {
	switch p := viewer.(type) {
	case session.Principal:
		return r.Identities.Known(p)
	case *session.Principal:
		return p != nil && r.Identities.Known(*p)
	}
	return false
}
