package schema

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestFaultIsFoundUnderWrapping(t *testing.T) {
	fault := Faultf(FaultDamaged, "open it again", "read %s: %w", "a.zip", io.ErrUnexpectedEOF)
	if got, want := fault.Error(), "read a.zip: unexpected EOF"; got != want {
		t.Errorf("error is %q, want %q", got, want)
	}
	wrapped := fmt.Errorf("parse: %w", fault)
	if AsFault(wrapped) != fault {
		t.Error("a wrapped fault is not found")
	}
	if !errors.Is(wrapped, io.ErrUnexpectedEOF) {
		t.Error("the cause is not found")
	}
	if AsFault(io.EOF) != nil || AsFault(nil) != nil {
		t.Error("an error that may pass is taken for a fault")
	}
}
