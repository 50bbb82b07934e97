package export

import (
	"bufio"
	"encoding/json"
)

// jsonl writes records as `shilu inspect --json` prints them, each on a line of its own. Control characters and the line separators
// of JavaScript are escaped, so that a line ends where a record ends for every reader.
type jsonl struct{ encoder *json.Encoder }

func openJSONL(w *bufio.Writer, _ Options) Writer {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return jsonl{encoder}
}

func (j jsonl) Write(s Selection) error { return j.encoder.Encode(s.Record) }
