package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/codes"

	"oygateway"
	"oygateway/oyv1"
)

const (
	tries         = 3 // of one row before the others have their turn again
	shortestPause = time.Second
	longestPause  = 30 * time.Second // between two passes over the list
)

// run goes through the rows until each is paid, is not paid, or is for a person; or until it is over.
type run struct {
	gateway           gateway
	rows              []*row
	over              context.Context // it was interrupted, or its time has passed
	workers           int             // calls at once
	shortest, longest time.Duration

	mutex sync.Mutex
	held  string // why nothing new is asked for any more
}

func newRun(asked gateway, rows []*row, over context.Context) *run {
	return &run{gateway: asked, rows: rows, over: over, workers: 8, shortest: shortestPause, longest: longestPause}
}

func (r *run) through() {
	pause := r.shortest
	for {
		r.pass()
		fmt.Println(time.Now().Format("15:04:05"), r.counts())
		if !r.waits() || !r.rest(pause) {
			return
		}
		if pause *= 2; pause > r.longest {
			pause = r.longest
		}
	}
}

// pass gives each row that is left its turn.
func (r *run) pass() {
	var left []*row
	for _, row := range r.rows {
		if r.isLeft(row) {
			left = append(left, row)
		}
	}
	turns := make(chan *row)
	var working sync.WaitGroup
	for i := 0; i < r.workers; i++ {
		working.Add(1)
		go func() {
			defer working.Done()
			for row := range turns {
				r.settle(row)
			}
		}()
	}
	for _, row := range left {
		turns <- row
	}
	close(turns)
	working.Wait()
}

func (r *run) counts() string {
	var counts []string
	for _, standing := range standings {
		if count := len(those(r.rows, standing)); count > 0 {
			counts = append(counts, fmt.Sprintf("%d %v", count, standing))
		}
	}
	return strings.Join(counts, ", ")
}

// waits tells whether another pass may change anything. An approval is not waited for.
func (r *run) waits() bool {
	for _, row := range r.rows {
		if r.isLeft(row) && row.state != oyv1.PayoutState_PAYOUT_STATE_AWAITING_APPROVAL {
			return true
		}
	}
	return false
}

func (r *run) isLeft(row *row) bool {
	return row.standing == open || row.standing == notAskedFor && !r.isHeld()
}

func (r *run) isHeld() bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.held != ""
}

func (r *run) hold(why string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.held = why
}

// rest waits. False: it is over, or would be before the end of the pause.
func (r *run) rest(pause time.Duration) bool {
	if ends, ok := r.over.Deadline(); ok && time.Until(ends) < pause {
		return false
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.over.Done():
		return false
	}
}

// settle is one row's turn in a pass.
func (r *run) settle(row *row) {
	for try := 0; try < tries && r.over.Err() == nil; try++ {
		if again := r.ask(row); again == 0 || !r.rest(again) {
			return
		}
	}
}

// ask gives how long to wait before the row is asked for again in this pass; 0 where that is not needed.
func (r *run) ask(row *row) time.Duration {
	isNew := false
	if row.state == 0 {
		isKnown, err := r.gateway.isKnown(row.name)
		if err != nil {
			return r.failed(row, err, false)
		}
		isNew = !isKnown
	}
	if isNew {
		if r.isHeld() {
			return 0
		}
		// OY! wants it before a payout. What it refuses is not asked for, and keeps its name.
		if err := r.gateway.inquire(row); err != nil {
			return r.failed(row, err, isNew)
		}
	}
	row.standing = open
	state, err := r.gateway.remit(row)
	if err != nil {
		return r.failed(row, err, isNew)
	}
	row.state, row.word = state, strings.TrimPrefix(state.String(), "PAYOUT_STATE_")
	switch {
	case state == oyv1.PayoutState_PAYOUT_STATE_AWAITING_APPROVAL:
		row.word += ": another person has to approve it"
	case state == oyv1.PayoutState_PAYOUT_STATE_COMPLETED:
		row.standing = paid
	case state == oyv1.PayoutState_PAYOUT_STATE_RECORDED && isNew:
		r.hold("OY! is out of reach, or too busy")
	}
	return 0
}

func (r *run) failed(row *row, err error, isNew bool) time.Duration {
	row.word = err.Error()
	var refused *oygateway.Error
	if !errors.As(err, &refused) {
		return r.shortest
	}
	// Each would end the next new row REJECTED too, and its name with it.
	if isNew && (refused.Reason == "BALANCE_NOT_ENOUGH" || refused.Reason == "UPSTREAM_CREDENTIALS_REJECTED") {
		r.hold(row.word)
	}
	switch {
	case refused.NotPaid():
		row.standing = notPaid
	case refused.ForAPerson() || refused.Code == codes.NotFound: // of the inquiry
		if isNew && row.standing == notAskedFor {
			row.word += " (nothing was asked for)"
		}
		row.standing = forAPerson
	case refused.RetryDelay > r.shortest:
		return refused.RetryDelay
	default:
		return r.shortest
	}
	return 0
}
