package schema

import (
	"encoding/json"
	"slices"
)

// Opt is a string that may be absent: "" here, null in JSON.
type Opt string

// MarshalJSON writes null for the absent value.
func (o Opt) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(o))
}

// Record is one transcript: what is said about the whole, who spoke, each turn, and what was found in the turns. It is what
// parse makes and enrich completes, the payload of the events parsed and enriched, and what `shilu inspect --json` prints.
type Record struct {
	// ID is the transcript's name: the first 32 hexadecimal digits of Digest.
	ID string `json:"id" jsonschema:"pattern=^[0-9a-f]{32}$"`
	// Digest is the SHA-256 of the original bytes in lower-case hexadecimal.
	Digest string `json:"digest" jsonschema:"pattern=^[0-9a-f]{64}$"`
	// MediaType is what the bytes were found to be, text/plain or text/vtt for instance.
	MediaType string `json:"media_type"`
	// Encoding is the character encoding that the bytes were read with, by its WHATWG name: utf-8, utf-16le, gb18030; "binary" for a
	// PDF, whose fonts say by themselves which characters they show.
	Encoding string `json:"encoding"`
	// EncodingConfidence is how surely Encoding is the one: 1 where the bytes say so (a byte order mark, strict UTF-8, a container), down to
	// 0.5 where they fit another one as well. Left out of records that were made before it was told.
	EncodingConfidence float64 `json:"encoding_confidence,omitempty" jsonschema:"minimum=0,maximum=1"`
	// Layout is the name of the form that the turns were read by; "document" where there is no attributed speech.
	Layout string `json:"layout"`
	// Language is a BCP 47 tag: zh-Hans, zh-Hant, en.
	Language Opt `json:"language"`
	Title    Opt `json:"title"`
	// Date is the day on which it was spoken, YYYY-MM-DD.
	Date     Opt `json:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	DateFrom Opt `json:"date_from" jsonschema:"enum=text,enum=filename,enum=sidecar,enum=inferred"`
	Place    Opt `json:"place"`
	// Versions says which handlers made the record.
	Versions Versions `json:"versions" jsonschema:"pattern=^[a-z]+[.][0-9]+([+][a-z]+[.][0-9]+)*$"`
	// Source is where the transcript was seen in the state that this record was made for.
	Source Source `json:"source"`
	// Sources is every present source, where the archive knows more than one.
	Sources []Source `json:"sources,omitempty"`
	// Preamble is the text before the first turn: title, participants, lead. Null where there is none and where there are no turns.
	Preamble *Passage `json:"preamble"`
	// Roster is who the text itself says took part, before anybody speaks.
	Roster    []Participant `json:"roster"`
	Speakers  []Speaker     `json:"speakers"`
	Turns     []Turn        `json:"turns"`
	Exchanges []Exchange    `json:"exchanges"`
	Figures   []Figure      `json:"figures"`
	Dates     []Date        `json:"dates"`
	Entities  []Entity      `json:"entities"`
	Keywords  []Keyword     `json:"keywords"`
	Problems  []Problem     `json:"problems"`
	// Annotations are what annotators have said of the transcript, one entry each. Only the archive knows of them.
	Annotations []Annotated `json:"annotations,omitempty"`
}

// MarshalJSON writes empty lists as [], never as null.
func (r Record) MarshalJSON() ([]byte, error) {
	type plain Record
	r.Roster, r.Speakers, r.Turns = list(r.Roster), list(r.Speakers), list(r.Turns)
	r.Exchanges, r.Figures, r.Dates = list(r.Exchanges), list(r.Figures), list(r.Dates)
	r.Entities, r.Keywords, r.Problems = list(r.Entities), list(r.Keywords), list(r.Problems)
	// Copied, because the caller's lists must not change under it.
	r.Speakers, r.Turns = slices.Clone(r.Speakers), slices.Clone(r.Turns)
	for i := range r.Speakers {
		r.Speakers[i].Labels = list(r.Speakers[i].Labels)
	}
	for i := range r.Turns {
		r.Turns[i].Spans = list(r.Turns[i].Spans)
	}
	if r.Preamble != nil {
		r.Preamble = &Passage{Text: r.Preamble.Text, Spans: list(r.Preamble.Spans)}
	}
	return json.Marshal(plain(r))
}

// Report adds a problem of the whole.
func (r *Record) Report(code, detail string) {
	r.Problems = append(r.Problems, Problem{Code: code, Detail: detail})
}

// ReportTurn adds a problem of one turn.
func (r *Record) ReportTurn(code string, turn int, detail string) {
	r.Problems = append(r.Problems, Problem{Code: code, Turn: &turn, Detail: detail})
}

// Source is a place where a transcript was seen.
type Source struct {
	// Inbox is the name of the watched folder.
	Inbox string `json:"inbox"`
	// Path is the file's path in it, with slashes; a member of a container is "a.zip!/path".
	Path string `json:"path"`
	// Number orders the states of a source; see State.
	Number int64 `json:"number" jsonschema:"minimum=0"`
	// URL is where the file says it was published.
	URL Opt `json:"url"`
}

// Span is a half-open range [start, end) of code points.
type Span [2]int

// Passage is text with its places in the decoded text.
type Passage struct {
	Text string `json:"text"`
	// Spans are the code points of the decoded text that Text consists of, joined by line feeds.
	Spans []Span `json:"spans"`
}

// Participant is one line of a roster: a name with what stands beside it.
type Participant struct {
	Name string `json:"name"`
	// Affiliation is the office or organisation as printed, 文登区张家产镇党委书记 for instance.
	Affiliation Opt `json:"affiliation"`
	// Role is the heading that the line stands under, where it tells (发布人 official, 主持人 host).
	Role Role `json:"role" jsonschema:"enum=host,enum=official,enum=journalist,enum=participant,enum=unknown"`
}

// Role is what somebody does in a transcript.
type Role string

// The roles.
const (
	Host       Role = "host"        // leads: 主持人, Moderator
	Official   Role = "official"    // answers for an office: 发言人, 部长
	Journalist Role = "journalist"  // asks for an outlet: 记者
	Guest      Role = "participant" // takes part otherwise: guest, member, witness
	Unknown    Role = "unknown"     // can't be told
)

// Speaker is one person (or one unnamed asker) of a transcript.
type Speaker struct {
	// ID names the speaker within the record: s1, s2, … in the order of first speech.
	ID   string `json:"id"`
	Name Opt    `json:"name"`
	// Labels are what is printed at this speaker's turns, each once, in the order of first use.
	Labels []string `json:"labels"`
	Role   Role     `json:"role" jsonschema:"enum=host,enum=official,enum=journalist,enum=participant,enum=unknown"`
	// Affiliation is the office or outlet as the file says it; Organization and Post are its parts where it can be split.
	Affiliation  Opt `json:"affiliation"`
	Organization Opt `json:"organization"`
	Post         Opt `json:"post"`
}

// Turn is what one speaker said without being interrupted, as the file divides it.
type Turn struct {
	// Index is the turn's position in Turns, from 0.
	Index int `json:"index" jsonschema:"minimum=0"`
	// Speaker is a Speaker's ID.
	Speaker string `json:"speaker"`
	// Label is what is printed at this turn, without stamp, brackets and colon; empty where nothing is.
	Label string `json:"label"`
	// Time is the stamp as printed: a clock (09:31:06) or an offset (00:01:19.180).
	Time Opt    `json:"time"`
	Text string `json:"text"`
	// Spans are the code points of the decoded text that Text consists of, joined by line feeds: in order, not overlapping.
	Spans []Span `json:"spans"`
}

// Exchange is a question and what was said in answer to it.
type Exchange struct {
	// Question and Answers are indexes of turns. A question that nobody answered has no answers.
	Question []int `json:"question"`
	Answers  []int `json:"answers"`
	// Addressees are the IDs of the speakers that the question names.
	Addressees []string `json:"addressees"`
}

// MarshalJSON writes empty lists as [], never as null.
func (e Exchange) MarshalJSON() ([]byte, error) {
	type plain Exchange
	e.Question, e.Answers, e.Addressees = list(e.Question), list(e.Answers), list(e.Addressees)
	return json.Marshal(plain(e))
}

// Figure is a number with what it counts. Start and End are code points in the turn's text.
type Figure struct {
	Turn  int    `json:"turn"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	// Value is in Unit: 800000000 and CNY for 8亿元, 50 and % for 50%. The lower end of a range.
	Value float64 `json:"value"`
	// Upper is the upper end of a range, null otherwise.
	Upper *float64 `json:"upper"`
	// Unit is an ISO 4217 code, an SI symbol (km, km2, kg), % or the counter as printed (人, 家, 个); null for a bare number.
	Unit Opt `json:"unit"`
	// Kind is what sort of quantity it is.
	Kind string `json:"kind" jsonschema:"enum=count,enum=money,enum=percent,enum=measure,enum=duration,enum=rate,enum=age,enum=temperature,enum=multiple,enum=number"`
	// Comparison is how the text relates to Value: 超过 gt, 以上 ge, 近 lt, 不超过 le, otherwise eq.
	Comparison string `json:"comparison" jsonschema:"enum=eq,enum=gt,enum=ge,enum=lt,enum=le"`
	// Approximate says that the speaker did not mean it exactly: 约, 近, 余, 多, 左右.
	Approximate bool `json:"approximate"`
	// Of names what the figure measures, in words of the same turn, to the letter: 门票收入 of 门票收入3.2亿元, 较2019年增长, unemployment rate. It is
	// always a part of the turn's text, before or behind the figure, and left out where no words beside the figure name it.
	Of string `json:"of,omitempty"`
}

// Date is an expression of time with the days it means, both inclusive. Start and End are code points in the turn's text.
type Date struct {
	Turn  int    `json:"turn"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	// From and To are YYYY-MM-DD; null for an open end (以来, 截至) and for what can't be resolved.
	From Opt `json:"from" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	To   Opt `json:"to" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
}

// Entity is a name in the text: the longest span, none inside another. Start and End are code points in the turn's text.
type Entity struct {
	Turn  int    `json:"turn"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	Kind  string `json:"kind" jsonschema:"enum=person,enum=place,enum=organization,enum=document"`
	// Ref is a Speaker's ID or an administrative code, where the name was resolved.
	Ref Opt `json:"ref"`
}

// Keyword is a word that says what the transcript is about.
type Keyword struct {
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}

// Problem is something that the program is not sure of. Code is one of the Problem… constants.
type Problem struct {
	Code string `json:"code"`
	// Turn is the index of the turn that it is about, null for the whole.
	Turn   *int   `json:"turn"`
	Detail string `json:"detail"`
}

// The codes of problems.
const (
	ProblemNoTurns            = "no_turns"            // no attributed speech: archived as a document
	ProblemNoDate             = "no_date"             // nothing says when it was spoken
	ProblemDateConflict       = "date_conflict"       // text, file name or sidecar disagree
	ProblemSidecar            = "sidecar"             // the sidecar can't be read, or says what isn't understood
	ProblemTimeBackwards      = "time_backwards"      // a stamp is earlier than the one before it
	ProblemLeadingText        = "leading_text"        // speech before the first label, kept in the preamble
	ProblemUnbalancedQuotes   = "unbalanced_quotes"   // a quotation mark without its partner
	ProblemInferredDate       = "inferred_date"       // the day is known only from what is said in the turn, which the detail quotes
	ProblemAmbiguousSpeaker   = "ambiguous_speaker"   // a label that fits several people; the detail lists them
	ProblemAmbiguousAddressee = "ambiguous_addressee" // a question put to an office that several hold; the detail lists them
	ProblemAmbiguousLayout    = "ambiguous_layout"    // two layouts read the text about equally well
	ProblemEmptyTurn          = "empty_turn"          // a label with nothing said
	ProblemLostCharacters     = "lost_characters"     // the file itself holds replacement characters
	ProblemDoubtfulEncoding   = "doubtful_encoding"   // the bytes also read as another encoding
)

// Archived is the payload of the event archived: the transcript is in the archive and can be searched.
type Archived struct {
	ID     string `json:"id" jsonschema:"pattern=^[0-9a-f]{32}$"`
	Source Source `json:"source"`
	Layout string `json:"layout"`
	Title  Opt    `json:"title"`
	Date   Opt    `json:"date" jsonschema:"pattern=^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	// Repeat says that the archive held this state already, by the same or higher versions.
	Repeat    bool `json:"repeat"`
	Turns     int  `json:"turns"`
	Speakers  int  `json:"speakers"`
	Exchanges int  `json:"exchanges"`
	Figures   int  `json:"figures"`
	Problems  int  `json:"problems"`
}

// Archived is what is told of the record once it is stored.
func (r Record) Archived() Archived {
	return Archived{
		ID:        r.ID,
		Source:    r.Source,
		Layout:    r.Layout,
		Title:     r.Title,
		Date:      r.Date,
		Turns:     len(r.Turns),
		Speakers:  len(r.Speakers),
		Exchanges: len(r.Exchanges),
		Figures:   len(r.Figures),
		Problems:  len(r.Problems),
	}
}

// Rejected is the payload of the event rejected: this offer of the file ended as a dead letter.
type Rejected struct {
	ID     string `json:"id" jsonschema:"pattern=^[0-9a-f]{32}$"`
	Source Source `json:"source"`
	// Stage is where it ended: inbox, parse, enrich or persist.
	Stage string `json:"stage"`
	// Code is a Fault's code, or "tries" when an error that might have passed did not pass.
	Code   string `json:"code"`
	Reason string `json:"reason"`
	// Advice is what can be done about it.
	Advice Opt `json:"advice"`
	Tries  int `json:"tries"`
}

// Gone is the payload of the event gone: the source is no longer in its folder. The archive keeps the transcript. What is moved by shilu is
// told of when its name is taken by another file, and not before.
type Gone struct {
	ID     string `json:"id" jsonschema:"pattern=^[0-9a-f]{32}$"`
	Source Source `json:"source"`
	// Freed says that shilu itself had moved the file away after its fate, and that another one has come under the name. That one is another
	// source, and takes the place of nothing that lay there before.
	Freed bool `json:"freed,omitempty"`
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
