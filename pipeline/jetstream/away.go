package jetstream

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

// serverErrors begin the codes of what the server can't do just now: no room in a stream or on its disk, no leader, no JetStream.
// They follow HTTP; those below are the request's own fault.
const serverErrors = 500

// noPeers is the code of a cluster that lacks a server to place a copy on: it is away, or still to come.
const noPeers js.ErrorCode = 10005

// Away reports whether an error tells of the server or of the way to it and not of what was asked: the same may go well later. A
// stream or bucket that isn't there counts, for streams come back when a wiped server is filled again.
func Away(err error) bool {
	for _, away := range []error{
		nats.ErrDisconnected, nats.ErrConnectionClosed, nats.ErrConnectionReconnecting, nats.ErrReconnectBufExceeded, nats.ErrNoServers,
		nats.ErrTimeout, nats.ErrNoResponders, context.DeadlineExceeded,
		js.ErrNoStreamResponse, js.ErrNoHeartbeat, js.ErrStreamNotFound, js.ErrBucketNotFound,
	} {
		if errors.Is(err, away) {
			return true
		}
	}
	var answer js.JetStreamError
	if errors.As(err, &answer) && answer.APIError() != nil {
		return answer.APIError().Code >= serverErrors || answer.APIError().ErrorCode == noPeers
	}
	return false
}
