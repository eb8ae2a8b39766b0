// Checks one applicant on today's day, over cgo; a list that is too old for today gives no answer. With a trail every answer
// is recorded before it is given.
//
//	go build check.go                      pkg-config must find shixin
//	./check list.shixin 11010519491231002X 张某示 travel.air [trail]
package main

/*
#cgo pkg-config: shixin
#include <shixin.h>
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

// NoAnswer is why there is none. It never means "not listed".
type NoAnswer struct {
	Status           int
	Context, Message string
}

func (e *NoAnswer) Error() string {
	return fmt.Sprintf("no answer (%d): %s: %s", e.Status, e.Context, e.Message)
}

// told is what a call that failed has told, freed.
func told(status C.shx_status, failure *C.shx_error) error {
	if status == C.SHX_OK {
		return nil
	}
	defer C.shx_error_free(failure)
	return &NoAnswer{int(status), C.GoString(C.shx_error_context(failure)), C.GoString(C.shx_error_message(failure))}
}

// texts are in C's memory for the time of a call: structs that C reads may not point into Go's.
type texts struct{ made []*C.char }

func (t *texts) of(text string) C.shx_text {
	made := C.CString(text)
	t.made = append(t.made, made)
	return C.shx_text{ptr: made, len: C.size_t(len(text))}
}

func (t *texts) free() {
	for _, made := range t.made {
		C.free(unsafe.Pointer(made))
	}
}

// Screener is a list file kept open, asked on today's day by any number of goroutines.
type Screener struct{ handle *C.shx_screener }

// Open opens the list; "" is no trail.
func Open(list, trail string) (*Screener, error) {
	var in texts
	defer in.free()
	options := C.shx_screener_options_empty()
	options.list, options.trail = in.of(list), in.of(trail)
	var handle *C.shx_screener
	var failure *C.shx_error
	if err := told(C.shx_screener_open(&options, &handle, &failure), failure); err != nil {
		return nil, err
	}
	return &Screener{handle}, nil
}

// Close ends it, when no goroutine asks it any more.
func (s *Screener) Close() { C.shx_screener_free(s.handle) }

// Verdict is an answer: an outcome of SHX_OUTCOME_..., and all of it as JSON.
type Verdict struct {
	Outcome int
	JSON    string
}

// Check asks for a use, as travel.air; "" is for none in particular.
func (s *Screener) Check(id, name, use string) (*Verdict, error) {
	var in texts
	defer in.free()
	question := C.shx_question_empty()
	question.id, question.name, question.use = in.of(id), in.of(name), in.of(use)
	var verdict *C.shx_verdict
	var json *C.shx_string
	var failure *C.shx_error
	if err := told(C.shx_screener_ask(s.handle, &question, &verdict, &failure), failure); err != nil {
		return nil, err
	}
	defer C.shx_verdict_free(verdict)
	var outcome C.int32_t
	if status := C.shx_verdict_outcome(verdict, &outcome); status != C.SHX_OK {
		return nil, &NoAnswer{Status: int(status)}
	}
	if err := told(C.shx_verdict_json(verdict, &json, &failure), failure); err != nil {
		return nil, err
	}
	defer C.shx_string_free(json)
	return &Verdict{int(outcome), C.GoStringN(C.shx_string_ptr(json), C.int(C.shx_string_len(json)))}, nil
}

// words are for the outcomes; a later library may know more, and none of those is a clear.
var words = map[int]string{C.SHX_OUTCOME_CLEAR: "clear", C.SHX_OUTCOME_REFER: "refer", C.SHX_OUTCOME_BLOCK: "block"}

func run(list, id, name, use, trail string) error {
	screener, err := Open(list, trail)
	if err != nil {
		return err
	}
	defer screener.Close()
	verdict, err := screener.Check(id, name, use)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%s\n", words[verdict.Outcome], verdict.JSON)
	return nil
}

func main() {
	if len(os.Args) != 5 && len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "expected: check LIST ID NAME USE [TRAIL]")
		os.Exit(64)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4], append(os.Args, "")[5]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(64)
	}
}
