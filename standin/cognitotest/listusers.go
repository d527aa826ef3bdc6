package cognitotest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const maxPage = 60

type listUsersInput struct {
	UserPoolId      string `shape:"userPoolId"`
	Filter          string `shape:"filter"`
	AttributesToGet []string
	Limit           *int
	PaginationToken string
}

type listUsersOutput struct {
	Users           []userOutput
	PaginationToken string `json:",omitempty"`
}

// listUsers lists users in the order of their subs.
func (s *Server) listUsers(_ context.Context, in listUsersInput) (out listUsersOutput, err error) {
	known := slices.Concat(standardAttributes, verifiedFlags, []string{"sub"})
	for _, name := range in.AttributesToGet {
		if !slices.Contains(known, name) {
			return out, invalidParameter("One or more requested attributes do not exist.")
		}
	}
	filter, err := parseFilter(in.Filter)
	if err != nil {
		return out, err
	}
	err = s.view(func(t *tx) error {
		out.Users, out.PaginationToken, err = t.usersPage(
			in.UserPoolId, in.Limit, in.PaginationToken, in.Filter, filter.matches,
		)
		return err
	})
	if len(in.AttributesToGet) > 0 {
		for i := range out.Users {
			out.Users[i].Attributes = slices.DeleteFunc(out.Users[i].Attributes,
				func(a attribute) bool { return !slices.Contains(in.AttributesToGet, a.Name) })
		}
	}
	return out, err
}

type listUsersInGroupInput struct {
	UserPoolId string `shape:"userPoolId"`
	GroupName  string `shape:"group"`
	Limit      *int
	NextToken  string
}

type listUsersInGroupOutput struct {
	Users     []userOutput
	NextToken string `json:",omitempty"`
}

func (s *Server) listUsersInGroup(_ context.Context, in listUsersInGroupInput) (out listUsersInGroupOutput, err error) {
	err = s.view(func(t *tx) error {
		if _, exists := load[groupRecord](t, bucketGroups, in.UserPoolId+"/"+in.GroupName); !exists {
			return refuse("ResourceNotFoundException", "Group not found.")
		}
		out.Users, out.NextToken, err = t.usersPage(in.UserPoolId, in.Limit, in.NextToken, "group "+in.GroupName,
			func(u userRecord) bool { return slices.Contains(u.Groups, in.GroupName) })
		return err
	})
	return out, err
}

// usersPage returns the matching users that follow the page that token came with.
// The token contains the query that it is for and the last sub returned.
func (t *tx) usersPage(
	poolID string, limit *int, token, query string, matches func(userRecord) bool,
) (users []userOutput, next string, err error) {
	if _, err := t.pool(poolID); err != nil {
		return nil, "", err
	}
	size, err := pageSize(limit)
	if err != nil {
		return nil, "", err
	}
	mark := tokenHash(poolID+" "+query) + "."
	after, ours := strings.CutPrefix(token, mark)
	if token != "" && !ours {
		return nil, "", invalidParameter("Invalid pagination token given.")
	}
	users = []userOutput{}
	for _, key := range t.keysWithPrefix(bucketUsers, poolID+"/") {
		user, _ := load[userRecord](t, bucketUsers, key)
		if user.Sub <= after || !matches(user) {
			continue
		}
		if len(users) == size {
			return users, mark + users[size-1].Username, nil
		}
		users = append(users, user.output())
	}
	return users, "", nil
}

// pageSize is the limit of a request; none and zero mean full pages.
func pageSize(limit *int) (int, error) {
	const outside = "1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value %s than or equal to %d"
	switch {
	case limit == nil || *limit == 0:
		return maxPage, nil
	case *limit < 0:
		return 0, invalidParameter(fmt.Sprintf(outside, *limit, "greater", 0))
	case *limit > maxPage:
		return 0, invalidParameter(fmt.Sprintf(outside, *limit, "less", maxPage))
	}
	return *limit, nil
}

func (u userRecord) output() userOutput {
	return userOutput{
		Username: u.Sub, Attributes: u.listAttributes(), Enabled: u.Enabled, UserStatus: u.Status,
		UserCreateDate: timestamp(u.Created), UserLastModifiedDate: timestamp(u.Modified),
	}
}
