package cognitotest

import (
	"context"
	"slices"
	"strings"
)

type createGroupInput struct {
	UserPoolId  string `shape:"userPoolId"`
	GroupName   string `shape:"group"`
	Description string `shape:"text"`
	Precedence  *int32 `min:"0"`
}

type groupOutput struct {
	GroupName        string
	UserPoolId       string
	Description      string `json:",omitempty"`
	Precedence       *int32 `json:",omitempty"`
	CreationDate     timestamp
	LastModifiedDate timestamp
}

type createGroupOutput struct{ Group groupOutput }

func (s *Server) createGroup(_ context.Context, in createGroupInput) (out createGroupOutput, err error) {
	err = s.update(func(t *tx) error {
		pool, err := t.pool(in.UserPoolId)
		if err != nil {
			return err
		}
		group := groupRecord{
			Name: in.GroupName, PoolID: pool.ID, Description: in.Description, Precedence: in.Precedence,
			Created: t.now, Modified: t.now,
		}
		if _, exists := load[groupRecord](t, bucketGroups, group.key()); exists {
			return refuse("GroupExistsException", "A group with the name "+in.GroupName+" already exists.")
		}
		save(t, bucketGroups, group.key(), group)
		out.Group = group.output()
		return nil
	})
	return out, err
}

func (g groupRecord) key() string { return g.PoolID + "/" + g.Name }

func (g groupRecord) output() groupOutput {
	return groupOutput{
		GroupName: g.Name, UserPoolId: g.PoolID, Description: g.Description, Precedence: g.Precedence,
		CreationDate: timestamp(g.Created), LastModifiedDate: timestamp(g.Modified),
	}
}

type adminAddUserToGroupInput struct {
	UserPoolId string `shape:"userPoolId"`
	Username   string `shape:"username"`
	GroupName  string `shape:"group"`
}

// adminAddUserToGroup is idempotent. Tokens issued before do not have the group.
func (s *Server) adminAddUserToGroup(_ context.Context, in adminAddUserToGroupInput) (empty, error) {
	return s.changeUser(in.UserPoolId, in.Username, func(t *tx, pool poolRecord, user *userRecord) error {
		if _, exists := load[groupRecord](t, bucketGroups, pool.ID+"/"+in.GroupName); !exists {
			return refuse("ResourceNotFoundException", "Group not found.")
		}
		if !slices.Contains(user.Groups, in.GroupName) {
			user.Groups = append(user.Groups, in.GroupName)
			slices.Sort(user.Groups)
		}
		return nil
	})
}

// adminRemoveUserFromGroup is idempotent. Tokens issued before keep the group.
func (s *Server) adminRemoveUserFromGroup(_ context.Context, in adminAddUserToGroupInput) (empty, error) {
	return s.changeUser(in.UserPoolId, in.Username, func(t *tx, pool poolRecord, user *userRecord) error {
		if _, exists := load[groupRecord](t, bucketGroups, pool.ID+"/"+in.GroupName); !exists {
			return refuse("ResourceNotFoundException", "Group not found.")
		}
		user.Groups = slices.DeleteFunc(user.Groups, func(name string) bool { return name == in.GroupName })
		return nil
	})
}

type adminListGroupsForUserInput struct {
	UserPoolId string `shape:"userPoolId"`
	Username   string `shape:"username"`
	Limit      *int
	NextToken  string `shape:"page"`
}

type adminListGroupsForUserOutput struct {
	Groups    []groupOutput
	NextToken string `json:",omitempty"`
}

// adminListGroupsForUser lists groups in the order of their names, after the last one
// of the page before NextToken.
func (s *Server) adminListGroupsForUser(
	_ context.Context,
	in adminListGroupsForUserInput,
) (out adminListGroupsForUserOutput, err error) {
	size, err := pageSize(in.Limit)
	if err != nil {
		return out, err
	}
	out.Groups = []groupOutput{}
	err = s.view(func(t *tx) error {
		user, pool, err := t.adminUser(in.UserPoolId, in.Username)
		if err != nil {
			return err
		}
		from, err := startOfPage(user, in.NextToken)
		if err != nil {
			return err
		}
		rest := user.Groups[from:]
		for _, name := range rest[:min(size, len(rest))] {
			if group, found := load[groupRecord](t, bucketGroups, pool.ID+"/"+name); found {
				out.Groups = append(out.Groups, group.output())
			}
		}
		if len(rest) > size {
			out.NextToken = tokenHash(user.key()) + "." + rest[size-1]
		}
		return nil
	})
	return out, err
}

// startOfPage is the position among a user's groups that a token points to.
func startOfPage(user userRecord, token string) (int, error) {
	if token == "" {
		return 0, nil
	}
	after, ours := strings.CutPrefix(token, tokenHash(user.key())+".")
	if !ours {
		return 0, invalidParameter("Invalid pagination token given.")
	}
	at, found := slices.BinarySearch(user.Groups, after)
	if found {
		at++
	}
	return at, nil
}
