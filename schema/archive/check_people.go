package archive

// people decides anew who everybody is: each speaker by its own row, and what follows from the decisions.
func (c *checker) people() error {
	err := c.each(`
		SELECT x.id, count(*) FROM speaker s JOIN transcript x ON x.key = s.transcript
		WHERE s.identity IS NOT identity_of(s.name, s.organization, s.affiliation, s.post) GROUP BY x.key`,
		func(scan func(...any) error) error {
			var id string
			var n int
			err := scan(&id, &n)
			c.report("%d speakers of transcript %s are others than their names and organisations say", n, id)
			return err
		})
	if err != nil {
		return err
	}
	rulings, err := readRulings(c.ctx, c.tx)
	if err != nil {
		return err
	}
	return c.each(`
		WITH should AS (`+rulingsOf+`)
		SELECT 'missing', * FROM (SELECT * FROM should EXCEPT SELECT * FROM ruling)
		UNION ALL SELECT 'there', * FROM (SELECT * FROM ruling EXCEPT SELECT * FROM should)`,
		func(scan func(...any) error) error {
			var what, id, of, person string
			var transcript, called any
			err := scan(&what, &id, &of, &transcript, &person, &called)
			c.report("the ruling that %s is the person %s is %s, and the decisions say otherwise", id, person, what)
			return err
		}, rulings)
}
