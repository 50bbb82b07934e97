package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"shilu/schema"
	"shilu/schema/people"
)

// People returns everybody who speaks in present transcripts, those in most of them first. Turns aren't counted.
func (a *Archive) People(ctx context.Context) ([]people.Person, error) {
	var registry people.Registry
	// Each transcript with its speakers is three times as fast as speaker by speaker, which the planner would choose.
	err := eachAppearance(ctx, a.readers, `SELECT `+whoAppears+`, `+noDetails+` FROM transcript t CROSS JOIN `+appearances+` WHERE a.transcript = t.id`, registry.Add)
	if err != nil {
		return nil, fmt.Errorf("read the people: %w", err)
	}
	return registry.People(), nil
}

// FindPeople returns whom somebody may mean by NAME@ORGANISATION, by a name in any of its forms, or by an id or its beginning of four
// digits or more. Several mean that it has to be said more exactly. Turns aren't counted.
func (a *Archive) FindPeople(ctx context.Context, who string) (found []people.Person, err error) {
	err = a.read(ctx, func(tx *sql.Tx) error {
		found, err = findPeople(ctx, tx, who)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the person %s: %w", who, err)
	}
	return found, nil
}

// PeopleOf returns the persons that the identities belong to, each once. Turns aren't counted.
func (a *Archive) PeopleOf(ctx context.Context, identities ...schema.Identity) (found []people.Person, err error) {
	err = a.read(ctx, func(tx *sql.Tx) error {
		var ids []string
		for _, i := range identities {
			same, err := personIDs(ctx, tx, personOf, people.ID(i))
			if err != nil {
				return err
			}
			ids = append(ids, same...)
		}
		found, err = readPeople(ctx, tx, ids)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the people of %d identities: %w", len(identities), err)
	}
	return found, nil
}

// Namesakes returns those who go by one of a person's names and are somebody else, as far as anybody decided. Turns aren't counted.
func (a *Archive) Namesakes(ctx context.Context, of people.Person) (found []people.Person, err error) {
	err = a.read(ctx, func(tx *sql.Tx) error {
		var ids []string
		for _, name := range append([]string{of.Name}, of.Names...) {
			same, err := whoByName(ctx, tx, name)
			if err != nil {
				return err
			}
			ids = append(ids, same...)
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == of.ID })
		found, err = readPeople(ctx, tx, ids)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the namesakes of %s: %w", of.ID, err)
	}
	return found, nil
}

// Person returns a person, by the whole id, and where they speak, the newest first. The error is ErrNoPerson where there is none.
func (a *Archive) Person(ctx context.Context, id string) (person people.Person, appearances []people.Appearance, err error) {
	var registry people.Registry
	err = a.read(ctx, func(tx *sql.Tx) error {
		return eachOf(ctx, tx, []string{id}, `a.title, a.speaker, a.role, a.turns`, func(seen people.Appearance) {
			appearances = append(appearances, seen)
			registry.Add(seen)
		})
	})
	if err == nil && len(appearances) == 0 {
		err = ErrNoPerson
	}
	if err != nil {
		return person, nil, fmt.Errorf("read the person %s: %w", id, err)
	}
	return registry.People()[0], appearances, nil
}

// shortestID is how much of an id there must be, so that a short name isn't taken for one.
const shortestID = 4

func findPeople(ctx context.Context, db querier, who string) ([]people.Person, error) {
	for _, way := range []func(context.Context, querier, string) ([]string, error){whoByIdentity, whoByName, whoByID} {
		ids, err := way(ctx, db, who)
		if err != nil {
			return nil, err
		}
		if found, err := readPeople(ctx, db, ids); err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}

// whoByIdentity, whoByName and whoByID return the ids of persons.
func whoByIdentity(ctx context.Context, db querier, who string) ([]string, error) {
	identity, ok := schema.ParseIdentity(who)
	if !ok {
		return nil, nil
	}
	return personIDs(ctx, db, personOf, people.ID(identity))
}

const personOf = `SELECT coalesce((SELECT person FROM ruling WHERE id = ?1), ?1)`

// whoByName leaps from one name to the next, for each has to be folded.
func whoByName(ctx context.Context, db querier, who string) ([]string, error) {
	return personIDs(ctx, db, distinct("speaker", "name")+`
		SELECT person FROM appearance_view WHERE name IN (SELECT it FROM each WHERE it IS NOT NULL AND name_folded(it) = ?1)
		UNION SELECT person FROM ruling WHERE name_folded(called) = ?1`, people.Fold(who))
}

func whoByID(ctx context.Context, db querier, who string) ([]string, error) {
	prefix := strings.ToLower(who)
	if len(prefix) < shortestID || strings.Trim(prefix, "0123456789abcdef") != "" {
		return nil, nil
	}
	return personIDs(ctx, db, `
		SELECT coalesce(ruling.person, s.identity)
		FROM (SELECT DISTINCT identity FROM speaker WHERE identity >= ?1 AND identity < ?1 || 'g') s LEFT JOIN ruling ON ruling.id = s.identity
		UNION SELECT person FROM ruling WHERE id >= ?1 AND id < ?1 || 'g'`, prefix)
}

func personIDs(ctx context.Context, db querier, query string, args ...any) ([]string, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return collect[string](rows)
}

func readPeople(ctx context.Context, db querier, ids []string) ([]people.Person, error) {
	var registry people.Registry
	err := eachOf(ctx, db, ids, noDetails, registry.Add)
	return registry.People(), err
}

// eachOf reads the appearances of some persons, the newest first. The index knows identities, so these are looked up first.
func eachOf(ctx context.Context, db querier, persons []string, details string, each func(people.Appearance)) error {
	if len(persons) == 0 {
		return nil
	}
	list, err := json.Marshal(persons)
	if err != nil {
		return err
	}
	return eachAppearance(ctx, db, `SELECT `+whoAppears+`, `+details+` FROM `+appearances+`
		WHERE a.identity IN (SELECT value FROM json_each(?1) UNION SELECT identity FROM ruling WHERE person IN (SELECT value FROM json_each(?1)))
			AND a.person IN (SELECT value FROM json_each(?1))
		ORDER BY a.date DESC, a.transcript, a.speaker`, each, string(list))
}

const (
	appearances = `appearance_view a LEFT JOIN ruling r ON r.id = a.ruling`
	whoAppears  = `a.person, coalesce(a.ruling, a.identity), r.transcript, r.called, a.transcript, a.date, a.name, a.organization, a.post`
	// noDetails stand in for title, speaker, role and turns, which cost as much again.
	noDetails = `NULL, '', '', 0`
)

func eachAppearance(ctx context.Context, db querier, query string, each func(people.Appearance), args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a people.Appearance
		var limited, called, date, organization, post, title sql.NullString
		err := rows.Scan(&a.Person, &a.Identity, &limited, &called, &a.Transcript, &date, &a.Name, &organization, &post, &title, &a.Speaker, &a.Role, &a.Turns)
		if err != nil {
			return err
		}
		a.Limited, a.Called, a.Date = limited.String, called.String, schema.Opt(date.String)
		a.Organization, a.Post, a.Title = schema.Opt(organization.String), schema.Opt(post.String), schema.Opt(title.String)
		each(a)
	}
	return rows.Err()
}
