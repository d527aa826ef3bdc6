package dynamo

import (
	"fmt"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

const projectIDLength = 26

// validProjectID reports whether an id is one that a project can have: 26 characters of A to Z and 2 to 7. An id
// becomes part of keys, and no other form is needed.
func validProjectID(id string) bool {
	return len(id) == projectIDLength && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

func encodeProject(p voting.Project, changedAt time.Time) item {
	it := projectKey(p.ID)
	it[indexPartitionKey], it[indexSortKey] = text(projectsIndex), text(changeKey(changedAt, p.ID))
	it["title"], it["summary"] = text(p.Title), text(p.Summary)
	it["ownerId"], it["ownerName"] = text(p.Owner.ID), text(p.Owner.Name)
	it["createdAt"], it["version"] = instant(p.CreatedAt), number(p.Version)
	if p.Withdrawn() {
		it["withdrawnAt"] = instant(p.WithdrawnAt)
	}
	return it
}

func decodeProject(it item) (voting.Project, error) {
	r := reader{item: it}
	p := voting.Project{
		ID: strings.TrimPrefix(r.text(partitionKey), projectPrefix), Title: r.text("title"), Summary: r.text("summary"),
		Owner:     voting.ProjectOwner{ID: r.text("ownerId"), Name: r.text("ownerName")},
		CreatedAt: r.instant("createdAt"), WithdrawnAt: r.optionalInstant("withdrawnAt"), Version: r.number("version"),
	}
	if r.err != nil {
		return voting.Project{}, fmt.Errorf("project item: %w", r.err)
	}
	return p, nil
}
