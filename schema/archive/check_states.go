package archive

import (
	"shilu/schema"
)

// states reads the record of every state that has one, and looks for spares that nobody will ever ask for.
func (c *checker) states() error {
	err := eachHeld(c.ctx, c.tx, `true`, func(h schema.Held) error {
		if h.Damage != "" {
			c.report("of transcript %s the record at %s is damaged: %s", h.ID, h.Source.Path, h.Damage)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.each(`
		SELECT x.id, source.path FROM spare JOIN transcript x ON x.key = spare.transcript JOIN source ON source.key = spare.source
		WHERE x.source = spare.source AND x.number = spare.number
		   OR spare.number < (SELECT max(number) FROM state WHERE state.source = spare.source AND state.transcript = spare.transcript)`,
		func(scan func(...any) error) error {
			var id, path string
			err := scan(&id, &path)
			c.report("of transcript %s a spare is kept for %s, which needs none", id, path)
			return err
		})
}

// decisions reads every decision, and looks for what should have been removed.
func (c *checker) decisions() error {
	err := eachDecision(c.ctx, c.tx, `true`, func(d schema.Decision, _ bool) error {
		if err := d.Check(); err != nil {
			c.report("the decision %s is damaged: %v", d.ID, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.each(`SELECT x.id, d.id FROM decision_view d JOIN transcript x ON x.id = d.about WHERE d.kind = 'removed'`,
		func(scan func(...any) error) error {
			var id, decision string
			err := scan(&id, &decision)
			c.report("transcript %s is here and was removed by the decision %s", id, decision)
			return err
		})
}

// words counts what annotators found.
func (c *checker) words() error {
	err := eachWord(c.ctx, c.tx, func(schema.Note, bool) error { return nil }) // all of it can be read
	if err != nil {
		return err
	}
	return c.each(`
		SELECT x.id, annotated.annotator FROM annotation JOIN annotated ON annotated.key = annotation.annotated
		JOIN transcript x ON x.key = annotated.transcript
		GROUP BY annotated.key HAVING min(n) <> 0 OR max(n) <> count(*) - 1`,
		func(scan func(...any) error) error {
			var id, annotator string
			err := scan(&id, &annotator)
			c.report("what %s said of transcript %s has gaps", annotator, id)
			return err
		})
}
